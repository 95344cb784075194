// For You from the other sides: its host, who bends it by rules that everybody reads, and those who make videos, who read
// numbers of which nobody who watched can be told.
import assert from "node:assert/strict";
import { packed, packsSoon } from "../lib/feeds.mjs";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";
import { viewed, viewsSoon } from "../lib/views.mjs";

const { story } = stage({ demo: true, args: [...packsSoon.args, ...viewsSoon.args], limitMs: 300_000 });
const word = "causeway-demo";

/** @typedef {import("../lib/person.mjs").Person} Person */

/** The button that takes a rule back. @param {Person} host @param {RegExp} rule a part of its words */
const takeBack = (host, rule) => host.page.getByRole("button", { name: rule });

/** A part of a whole on the page of numbers. @param {Person} who @param {string} id */
const part = (who, id) => who.page.getByRole("listitem").filter({ hasText: who.t(id) });

/**
 * Makes a rule on the host's page.
 * @param {Person} host @param {"tag" | "author" | "video"} subject @param {string} value
 * @param {"pin" | "demote" | "exclude"} kind @param {string} reason
 */
async function makeRule(host, subject, value, kind, reason) {
	await host.button("admin.feed.newRule").click();
	const dialog = host.page.getByRole("dialog");
	await dialog.getByRole("radio", { name: host.t(`admin.feed.subject.${subject}`), exact: true }).click();
	await host.field("admin.feed.value").fill(value);
	await dialog.getByText(host.t(`admin.feed.${kind}`), { exact: true }).click();
	await host.field("admin.feed.reason").fill(reason);
	await host.axe(`a rule about a ${subject}`);
	await dialog.getByRole("button", { name: host.t("admin.feed.make"), exact: true }).click();
	return dialog;
}

/** Waits until a video is in no pack. @param {import("../lib/server.mjs").Server} server @param {string} id */
async function leftOut(server, id) {
	for (let tries = 0; tries < 200; tries++) {
		const { packs } = await server.matrix.request("GET", "/_causeway/v1/feed/packs");
		const all = packs.map(async (/** @type {{url: string}} */ { url }) => {
			const answer = await fetch(server.url + url);
			return answer.ok ? answer.text() : "";
		});
		const texts = await Promise.all(all);
		if (texts.length > 0 && texts.every((text) => text && !text.includes(`"${id}"`))) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	assert.fail(`${id} is still in a pack`);
}

story("the host's rules bend the feed, and everybody reads them", async ({ server, person, device }) => {
	const tom = await server.matrix.logIn("tom", word);
	const given = await film("red", { seconds: 1, size: "108x192" });
	const gossip = await posted(server, tom, given, { caption: "Did you hear #gossip" });
	const welcome = await posted(server, tom, given, { caption: "How this place works #welcome" });
	await packed(server, [gossip, welcome]);

	const mei = await person({ name: "mei", size: "desktop", theme: "dark", lang: "zh" });
	/** @type {string[]} */
	const missing = [];
	mei.context.on("response", (answer) => {
		if (answer.status() === 404) missing.push(new URL(answer.url()).pathname);
	});
	await mei.signIn({ word });
	for (const path of ["", "/people", "/rooms", "/tokens", "/reports", "/videos", "/storage", "/acts"]) {
		await mei.open(`/admin${path}`);
		await mei.page.getByRole("navigation", { name: mei.t("admin.title") }).waitFor();
	}
	await mei.open("/admin/feed");
	await mei.page.getByText(mei.t("admin.feed.covered"), { exact: true }).waitFor();
	await mei.page.getByText(mei.t("admin.feed.allLanguages"), { exact: true }).waitFor();
	await mei.axe("how the feed is");
	const wrong = await makeRule(mei, "tag", "two words", "demote", "Nothing");
	await mei.page.getByText(mei.t("admin.feed.wrongRule")).waitFor();
	await mei.page.keyboard.press("Escape");
	await wrong.waitFor({ state: "detached" });
	await makeRule(mei, "tag", "#gossip", "exclude", "Kind words only");
	await takeBack(mei, /#gossip/).waitFor();
	await makeRule(mei, "video", `${server.url}/v/${welcome}`, "pin", "For who is new");
	await takeBack(mei, new RegExp(welcome)).waitFor();
	await makeRule(mei, "author", tom.userId, "demote", "He asked for it");
	await takeBack(mei, /@tom:/).waitFor();
	await mei.axe("rules of the host");
	assert.deepEqual(
		missing.filter((path) => !path.endsWith("/room_keys/version")),
		[],
		"the host's pages ask for what is not there",
	);
	await leftOut(server, gossip);

	const looks = /** @type {const} */ ([
		["ana", { size: "phone" }],
		["sofia", { size: "desktop", theme: "dark", lang: "zh" }],
	]);
	for (const [name, look] of looks) {
		const who = await person({ name, ...look });
		await who.signIn({ word });
		await who.open("/video/feed");
		await who.page.getByRole("link", { name: who.t("video.rules.title") }).click();
		for (const [about, kind, reason] of /** @type {const} */ ([
			["#gossip", "exclude", "Kind words only"],
			[who.t("video.rules.aVideo"), "pin", "For who is new"],
			["Tom Okafor", "demote", "He asked for it"],
		])) {
			const rule = who.page.getByRole("link").filter({ hasText: reason });
			await rule.getByText(about, { exact: true }).waitFor();
			await rule.getByText(who.t(`video.rules.${kind}`)).waitFor();
		}
		await who.axe("rules of the feed");
		await who.fits("rules of the feed");
		await who.page.getByRole("link").filter({ hasText: "For who is new" }).click();
		await who.page.locator(`article[data-active][data-video="${welcome}"]`).waitFor();
	}

	const away = await device(mei, { size: "phone", theme: "light", lang: "en" });
	await away.signIn({ word });
	await away.open("/admin/feed");
	await takeBack(away, /#gossip/).click();
	await away.axe("taking a rule back");
	await away.page
		.getByRole("alertdialog")
		.getByRole("button", { name: away.t("admin.feed.takeBack"), exact: true })
		.click();
	await takeBack(away, /#gossip/).waitFor({ state: "detached" });
	await away.axe("how the feed is on a phone");
	await away.fits("how the feed is on a phone");
	await packed(server, [gossip, welcome]);
});

story("who makes videos reads numbers that tell nobody", async ({ server, person, device }) => {
	const ida = await person({ name: "ida" });
	await ida.signUp();
	const given = await film("bars", { seconds: 1, size: "108x192" });
	const id = await posted(server, ida.account, given, { caption: "Bread in ten steps #bread" });
	const fan = await server.matrix.register("fan");
	const { token } = fan;
	await ida.open("/video/numbers");
	await ida.page.getByText(ida.t("video.numbersNone")).waitFor();
	await ida.axe("no numbers yet");

	await server.matrix.request("PUT", `/_causeway/v1/videos/${id}/like`, { token, body: {} });
	const text = { text: "How warm is the oven?", txn_id: "1" };
	await server.matrix.request("POST", `/_causeway/v1/videos/${id}/comments`, { token, body: text });
	await ida.open(`/video/numbers/${id}`);
	await ida.page.getByText("Bread in ten steps #bread").waitFor();
	await ida.page.getByText(ida.t("video.numbersFirstFew", { of: 200 })).waitFor();
	await ida.page.getByRole("img", { name: ida.t("video.numbersByDay", { what: "Likes" }) }).waitFor();
	await ida.axe("numbers of a video without views");

	const other = await server.matrix.register("other");
	const views = (/** @type {number} */ many, /** @type {number} */ watched, /** @type {string} */ source) =>
		Array.from({ length: many }, () => ({ watched, source }));
	await viewed(server, fan, id, views(24, 4, "feed"));
	await viewed(server, other, id, [...views(21, 2, "profile"), ...views(3, 0, "profile")]);
	const desk = await device(ida, { size: "desktop", theme: "dark", lang: "zh" });
	await desk.signIn();
	for (const who of [ida, desk]) {
		for (const path of [`/video/numbers/${id}`, "/video/numbers"]) {
			await who.open(path);
			const sum = who.page.getByRole("button", { name: new RegExp(`40.*${who.t("video.numbersViews")}`) });
			await sum.waitFor();
			assert.equal(await sum.getAttribute("aria-pressed"), "true");
			await part(who, "video.numbersWhole").getByText("50%").waitFor();
			// Three are too few to be told, and would follow from the other group that was told.
			await part(who, "video.numbersBegun").getByText(who.t("video.numbersKept")).waitFor();
			await part(who, "video.numbersHalf").getByText(who.t("video.numbersKept")).waitFor();
			await part(who, "video.numbersProfile").getByText("50%").waitFor();
			await who.button("video.numbersTable").click();
			await who.page.getByRole("columnheader", { name: who.t("video.numbersComments") }).waitFor();
			const screen = path.endsWith(id) ? "numbers of a video" : "numbers of all videos";
			await who.axe(screen);
			await who.fits(screen);
		}
	}
	// Nobody else's.
	const guest = await person({ name: "rex" });
	await guest.signUp();
	guest.allow(/status of 40[34]/);
	await guest.open(`/video/numbers/${id}`);
	await guest.page.getByText(guest.t("video.gone")).waitFor();
});
