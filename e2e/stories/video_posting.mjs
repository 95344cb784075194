// Posting short videos: from a file, from the camera, over a bad road.
import assert from "node:assert/strict";
import { inTimeOrder, packed, packsSoon } from "../lib/feeds.mjs";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";
import { isWatched, seen, untilSeen, watched } from "../lib/watching.mjs";

const { story } = stage(packsSoon);

/** @typedef {import("../lib/person.mjs").Person} Person */

/** The way to a new video. @param {Person} who */
async function begin(who) {
	await who.goTo("app.video");
	await who.page
		.getByRole("link", { name: who.t("video.create"), exact: true })
		.first()
		.click();
}

/** @param {Person} who @param {import("../lib/films.mjs").Given} given */
async function pickFilm(who, given) {
	await begin(who);
	const chooser = who.page.waitForEvent("filechooser");
	await who.page.getByRole("button", { name: new RegExp(`^${who.t("video.pick")}`) }).click();
	await (await chooser).setFiles(given);
	await who.field("video.caption").waitFor();
}

/** Posts, and waits until it is up; then opens it. @param {Person} who @param {string} caption */
async function post(who, caption) {
	await who.field("video.caption").fill(caption);
	await who.button("video.post").click();
	await who.page.getByText(who.t("video.stage.ready")).waitFor();
	await who.page.getByRole("link", { name: caption }).first().click();
}

/** The newest video of the server, as anybody sees it. @param {Person} who */
async function newest(who) {
	const { videos } = await who.server.matrix.request("GET", "/_causeway/v1/feed/fresh?limit=1");
	return videos[0];
}

story(
	"a film from the file picker is up in a moment, is found under its tag, and others watch it",
	async ({ person }) => {
		const ana = await person();
		await ana.signUp();
		await pickFilm(ana, await film("card"));
		await ana.axe("the last step before posting");
		await ana.fits("the last step before posting");
		await post(ana, "Everything in one picture #colour");
		const { id, tags, author } = await newest(ana);
		assert.deepEqual([author, tags], [ana.account.userId, ["colour"]]);
		await isWatched(ana, id);
		await watched(ana).getByRole("link", { name: "#colour" }).click();
		await ana.page.getByRole("heading", { name: "#colour" }).waitFor();
		await ana.page.getByRole("link", { name: /Everything in one picture/ }).click();
		await isWatched(ana, id);
		const tom = await person({ size: "desktop", lang: "zh", context: { reducedMotion: "no-preference" } });
		await tom.signUp();
		await packed(tom.server, [id]);
		await inTimeOrder(tom);
		await tom.open("/video");
		await isWatched(tom, id);
		await untilSeen(tom, (now) => now.running === 1 && now.time > 0.1, "it plays for others");
	},
);

story("a film is cut and gets captions; who has no sound reads along", async ({ person }) => {
	const ana = await person();
	await ana.signUp();
	await pickFilm(ana, await film("fractal", { seconds: 4 }));
	await ana.field("video.trimStart").first().fill("2");
	await ana.page.getByRole("combobox", { name: ana.t("video.language") }).selectOption("en");
	await ana.button("video.cue.add").click();
	await ana.field("video.cue.words").fill("Deeper and deeper");
	await ana.axe("captions are written");
	await post(ana, "Where does it end?");
	const { id, duration_ms, language } = await newest(ana);
	assert.ok(Math.abs(duration_ms - 2000) < 300, `it is ${duration_ms} ms long`);
	assert.equal(language, "en");
	const tom = await person({ lang: "zh", context: { reducedMotion: "no-preference" } });
	await tom.signUp();
	await tom.open(`/v/${id}`);
	await isWatched(tom, id);
	const spoken = watched(tom).getByText("Deeper and deeper");
	await spoken.waitFor();
	await watched(tom).click({ button: "right", position: { x: 120, y: 300 } });
	await tom.page
		.getByRole("dialog")
		.getByRole("radio", { name: tom.t("video.subtitlesOff") })
		.click();
	await spoken.waitFor({ state: "detached" });
});

story("what is no film fails with its reason; what is up can be taken away", async ({ server, person }) => {
	const tom = await person({ size: "desktop", theme: "dark" });
	await tom.signUp();
	const words = Buffer.from("These are words, and no film.\n".repeat(200));
	await pickFilm(tom, { name: "film.mp4", mimeType: "video/mp4", buffer: words });
	await tom.field("video.caption").fill("Broken");
	await tom.button("video.post").click();
	await tom.button("ui.retry").first().waitFor();
	const said = tom.page.getByRole("region", { name: tom.t("video.underWay") }).getByRole("status");
	assert.match((await said.textContent()) ?? "", /\w+ \w+ \w+/);
	await tom.axe("a video that failed");
	await tom.button("video.discard").click();
	await tom.page
		.getByRole("alertdialog")
		.getByRole("button", { name: tom.t("video.discard") })
		.click();
	await tom.page.getByText("Broken").waitFor({ state: "detached" });

	const id = await posted(server, tom.account, await film("green", { seconds: 1 }));
	await tom.open(`/v/${id}`);
	await isWatched(tom, id);
	await watched(tom).click({ button: "right", position: { x: 600, y: 300 } });
	await tom.axe("the menu of a video");
	await tom.page
		.getByRole("dialog")
		.getByRole("button", { name: tom.t("video.delete") })
		.click();
	await tom.page
		.getByRole("alertdialog")
		.getByRole("button", { name: tom.t("video.delete") })
		.click();
	await watched(tom).waitFor({ state: "detached" });
	assert.equal((await fetch(`${server.url}/_causeway/v1/videos/${id}`)).status, 404);
});

story("a film is recorded with pauses and posted", async ({ person }) => {
	const mei = await person({ lang: "zh", context: { reducedMotion: "no-preference" } });
	await mei.signUp();
	await begin(mei);
	await mei.page.getByRole("button", { name: new RegExp(`^${mei.t("video.record")}`) }).click();
	await mei.button("video.camera.begin").click();
	const time = mei.page.getByRole("timer");
	await time.filter({ hasText: "0:01" }).waitFor();
	await mei.button("video.pause").click();
	await mei.axe("the camera");
	await mei.button("video.camera.goOn").click();
	await time.filter({ hasText: "0:02" }).waitFor();
	await mei.button("video.pause").click();
	await mei.button("video.camera.done").click();
	await post(mei, "自拍");
	const { id, duration_ms } = await newest(mei);
	assert.ok(duration_ms > 1500 && duration_ms < 6000, `it is ${duration_ms} ms long`);
	await isWatched(mei, id);
	await untilSeen(mei, (now) => now.time > 0.1 && now.width > 0, "the recording plays");
});

story("a film outlives a lost link and a browser that dies", async ({ profile }) => {
	const device = await profile({ name: "lea", size: "desktop" });
	let lea = await device.open();
	await lea.signUp();
	const given = await film("life", { seconds: 4, bitrate: "30M" });
	assert.ok(given.buffer.length > 13_000_000, `${given.buffer.length} bytes are no test`);
	const road = await lea.context.newCDPSession(lea.page);
	await road.send("Network.enable");
	const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4_000_000 };
	await road.send("Network.emulateNetworkConditions", slow);
	await pickFilm(lea, given);
	await lea.field("video.caption").fill("Through thick and thin");
	await lea.button("video.post").click();
	const stageOf = lea.page.getByRole("status").filter({ hasText: "%" }).first();
	await stageOf.filter({ hasText: /Uploading, ([5-9]\d) %/ }).waitFor();
	await road.send("Network.emulateNetworkConditions", { ...slow, offline: true });
	await stageOf.filter({ hasText: "Waiting for the network" }).waitFor();
	await lea.axe("an upload that waits");
	await device.crash();

	lea = await device.open();
	/** @type {string[]} */
	const offsets = [];
	lea.context.on("request", (request) => {
		if (request.method() === "PATCH") offsets.push(request.headers()["upload-offset"] ?? "");
	});
	await lea.open("/video");
	await lea.page.getByText(lea.t("video.stage.ready")).first().waitFor({ timeout: 60_000 });
	assert.ok(offsets.length > 0 && !offsets.includes("0"), `sent again from ${offsets}`);
	const { caption } = await newest(lea);
	assert.equal(caption, "Through thick and thin");
	assert.equal((await seen(lea)).elements, 3);
});
