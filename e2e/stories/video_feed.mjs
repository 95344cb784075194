// For You: put in order on the device. Two people with opposite tastes end with different feeds, learn why, and bend them;
// the server hears the same from both.
import assert from "node:assert/strict";
import { inTimeOrder, packed, packsSoon } from "../lib/feeds.mjs";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";
import { watched } from "../lib/watching.mjs";

const { story } = stage({ ...packsSoon, limitMs: 600_000 });

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Of each topic. */
const each = 15;
/** Swipes after which a feed has learnt. */
const learning = 8;
const topics = /** @type {const} */ ({ tea: "green", trains: "blue" });

/** Short films about tea and about trains, by six people; ids by topic. @param {import("../lib/server.mjs").Server} server */
async function library(server) {
	/** @type {import("../lib/matrix.mjs").Account[]} */
	const makers = [];
	for (let i = 0; i < 6; i++) makers.push(await server.matrix.register(`maker${i}`));
	/** @type {Map<string, string>} */
	const topicOf = new Map();
	for (const [topic, scene] of Object.entries(topics)) {
		const given = await film(/** @type {"green"} */ (scene), { seconds: 3, size: "108x192" });
		const post = async (/** @type {import("../lib/matrix.mjs").Account} */ by, /** @type {number} */ i) => {
			const caption = `${topic} ${i} #${topic} #${topic === "tea" ? "cups" : "rails"}`;
			topicOf.set(await posted(server, by, given, { caption, language: "en" }), topic);
		};
		// Two at a time: a busy machine is to have each of them ready in its time.
		for (let i = 0; i < each; i += 2) {
			const some = [i, i + 1].filter((one) => one < each);
			await Promise.all(
				some.map((one) => {
					const by = makers[one % makers.length];
					if (!by) throw new Error("no maker");
					return post(by, one);
				}),
			);
		}
	}
	await packed(server, [...topicOf.keys()]);
	return topicOf;
}

/** The id of the watched video. @param {Person} who */
const now = async (who) => (await watched(who).getAttribute("data-video")) ?? "";

/** Waits until the watched video has run so far; 1: it went around. @param {Person} who @param {number} part */
const runs = (who, part) =>
	who.page.evaluate(async (part) => {
		const film = () => [...document.querySelectorAll("video")].find((one) => !one.paused);
		let before = 0;
		for (;;) {
			const at = film();
			if (at && (part < 1 ? at.currentTime / at.duration >= part : at.currentTime < before)) return;
			before = at?.currentTime ?? 0;
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
	}, part);

/** Goes to the next video; again where it was not there yet, as who swipes faster than it comes would. @param {Person} who */
async function next(who) {
	const before = await now(who);
	const other = who.page.locator(`article[data-active]:not([data-video="${before}"])`);
	for (let tries = 0; tries < 10; tries++) {
		await who.page.keyboard.press("ArrowDown");
		const moved = other.waitFor({ timeout: 2_000 }).then(
			() => true,
			() => false,
		);
		if (await moved) return;
	}
	await other.waitFor();
}

/**
 * Swipes: what one likes is watched to its end, the rest left at once. Returns what came.
 * @param {Person} who @param {string} taste @param {Map<string, string>} topicOf @param {number} times
 */
async function swipe(who, taste, topicOf, times) {
	const came = [];
	for (let i = 0; i < times; i++) {
		const id = await now(who);
		const topic = topicOf.get(id) ?? "";
		came.push({ id, topic });
		await runs(who, topic === taste ? 1 : 0.05);
		await next(who);
	}
	return came;
}

/** All that is asked of the server from now on, but what every page of the app asks. @param {Person} who */
function listen(who) {
	/** @type {{path: string, signed: boolean}[]} */
	const asked = [];
	who.context.on("request", (request) => {
		const path = new URL(request.url()).pathname;
		if (path.startsWith("/_causeway/")) asked.push({ path, signed: "authorization" in request.headers() });
	});
	return asked;
}

/** Opens "Why this video?" of the watched one. @param {Person} who */
async function why(who) {
	await watched(who)
		.getByRole("button", { name: new RegExp(`^(${who.t("video.pause")}|${who.t("video.play")})$`) })
		.dispatchEvent("contextmenu");
	await who.page.getByRole("dialog").getByText(who.t("video.why"), { exact: true }).click();
	const sheet = who.page.getByRole("dialog", { name: who.t("video.why") });
	await sheet.waitFor();
	return sheet;
}

story("opposite tastes make different feeds, with true reasons, and the server cannot tell", async (cast) => {
	const { server, person } = cast;
	const topicOf = await library(server);
	const moving = { context: { reducedMotion: /** @type {const} */ ("no-preference") } };
	const ana = await person({ name: "ana", ...moving });
	const tom = await person({ name: "tom", size: "desktop", theme: "dark", lang: "zh", ...moving });
	await ana.signUp();
	await tom.signUp();

	const heard = [];
	for (const [who, taste, other] of /** @type {const} */ ([
		[ana, "tea", "trains"],
		[tom, "trains", "tea"],
	])) {
		const asked = listen(who);
		await who.goTo("app.video");
		await who.heading("video.feed.begin").waitFor();
		await who.axe("the first interests");
		await who.fits("the first interests");
		await who.button("video.feed.skip").click();
		await watched(who).waitFor();
		await swipe(who, taste, topicOf, learning);
		const came = await swipe(who, taste, topicOf, 6);
		const liked = came.filter(({ topic }) => topic === taste).length;
		assert.ok(liked >= 4, `${who.name} likes ${taste}, and gets ${JSON.stringify(came)}`);
		for (const { path, signed } of asked) {
			const media = /^\/_causeway\/v1\/(videos\/[^/]+\/media|feed\/(packs|avatars))\b/.test(path);
			const everybodys = /^\/_causeway\/v1\/(feed\/mine|notifications|views)\b/.test(path);
			assert.ok(media ? !signed : everybodys, `asked while watching: ${path}`);
		}
		heard.push([
			...new Set(asked.map(({ path }) => path).filter((path) => /^\/_causeway\/v1\/feed\//.test(path))),
		]);

		// Back to one of the liked kind.
		while (topicOf.get(await now(who)) !== taste) await next(who);
		const sheet = await why(who);
		await sheet
			.getByText(new RegExp(`\\d.*#(${taste}|${taste === "tea" ? "cups" : "rails"})|a video with #`))
			.first()
			.waitFor();
		await who.axe("why this video");
		await sheet.getByText(who.t("video.why.neverTag", { tag: other })).waitFor({ state: "detached" });
		await who.page.keyboard.press("Escape");
	}
	assert.deepEqual(
		heard[0]?.filter((path) => !/packs\/.+/.test(path)),
		heard[1]?.filter((path) => !/packs\/.+/.test(path)),
	);
});

story("never a tag, the order of time, what it knows, and a reset", async ({ server, person }) => {
	const maker = await server.matrix.register("newest");
	const given = await film("red", { seconds: 1, size: "108x192" });
	const ids = [];
	for (const caption of ["one #clouds", "two #clouds", "three #rain"])
		ids.push(await posted(server, maker, given, { caption }));
	await packed(server, ids);
	const lea = await person({ name: "lea" });
	await lea.signUp();
	await inTimeOrder(lea);
	await lea.axe("your feed");
	await lea.fits("your feed");
	await lea.open("/video");
	const skip = lea.button("video.feed.skip");
	await skip.or(watched(lea)).first().waitFor();
	if (await skip.isVisible()) await skip.click();
	assert.equal(await now(lea), ids[2], "the newest first");
	await next(lea);
	assert.equal(await now(lea), ids[1]);
	const sheet = await why(lea);
	await sheet.getByText(lea.t("video.why.newest")).waitFor();
	await sheet.getByText(lea.t("video.why.neverTag", { tag: "clouds" }), { exact: true }).click();
	await lea.page.locator(`article[data-video="${ids[1]}"]`).waitFor({ state: "detached" });
	// Another one, or none: what is never to come does not come next.
	await watched(lea)
		.or(lea.page.getByText(lea.t("video.seenAll")))
		.first()
		.waitFor();
	assert.equal(await lea.page.locator(`article[data-video="${ids[0]}"]`).count(), 0);

	await lea.open("/video/feed");
	await lea.page.getByText("#clouds", { exact: true }).first().waitFor();
	await lea.button("video.feed.reset").click();
	await lea.page
		.getByRole("alertdialog")
		.getByRole("button", { name: lea.t("video.feed.reset") })
		.click();
	await lea.page.getByText(lea.t("video.feed.knowsNothing")).waitFor();
	await lea.button("video.feed.allow").click();
	await lea.button("video.feed.allow").waitFor({ state: "detached" });
});
