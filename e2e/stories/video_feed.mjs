// For You: put in order on the device. Two people with opposite tastes end with different feeds, learn why, and bend them;
// the server hears the same from both.
import assert from "node:assert/strict";
import { inTimeOrder, packed, packsSoon } from "../lib/feeds.mjs";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";
import { watched } from "../lib/watching.mjs";

const { story } = stage({ ...packsSoon, limitMs: 900_000 });

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Of each topic. */
const each = 16;
const topics = /** @type {const} */ ({ tea: "green", trains: "blue", rain: "red", cats: "card" });

/** As many films of each topic by six people, by turns, as on a small server; ids by topic. @param {import("../lib/server.mjs").Server} server */
async function library(server) {
	/** @type {import("../lib/matrix.mjs").Account[]} */
	const makers = [];
	for (let i = 0; i < 6; i++) makers.push(await server.matrix.register(`maker${i}`));
	/** @type {Map<string, string>} */
	const topicOf = new Map();
	// Longer than what counts as left at once, and hardly longer.
	const how = { seconds: 2.4, size: "108x192", silent: true };
	const films = await Promise.all(
		Object.entries(topics).map(async ([topic, scene]) => ({ topic, given: await film(scene, how) })),
	);
	for (let i = 0; i < each; i++) {
		const by = makers[i % makers.length];
		if (!by) throw new Error("no maker");
		const post = async (/** @type {(typeof films)[number]} */ { topic, given }) => {
			const caption = `${topic} ${i} #${topic}`;
			topicOf.set(await posted(server, by, given, { caption, language: "en" }), topic);
		};
		// Two at a time: a busy machine is to have each of them ready in its time.
		await Promise.all(films.slice(0, 2).map(post));
		await Promise.all(films.slice(2).map(post));
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

/** Begins For You, swipes through nearly all of it, and looks at why the last liked one came. @param {Person} who @param {keyof typeof topics} taste @param {Map<string, string>} topicOf */
async function learn(who, taste, topicOf) {
	const asked = listen(who);
	await who.goTo("app.video");
	await who.heading("video.feed.begin").waitFor();
	await who.axe("the first interests");
	await who.fits("the first interests");
	await who.button("video.feed.skip").click();
	await watched(who).waitFor();
	const came = await swipe(who, taste, topicOf, 15);
	// On to one of the liked kind.
	while (topicOf.get(await now(who)) !== taste) came.push(...(await swipe(who, taste, topicOf, 1)));
	const sheet = await why(who);
	await sheet.getByText(new RegExp(`^(You often watch|你常看) #${taste}$`)).waitFor();
	await who.axe("why this video");
	for (const other of Object.keys(topics).filter((topic) => topic !== taste))
		assert.equal(await sheet.getByText(`#${other}`).count(), 0, `why: ${await sheet.textContent()}`);
	await who.page.keyboard.press("Escape");
	await sheet.waitFor({ state: "detached" });
	came.push(...(await swipe(who, taste, topicOf, 60 - came.length)));
	return { asked, came };
}

/** How many are of a topic. @param {{topic: string}[]} came @param {string} of */
const count = (came, of) => came.filter(({ topic }) => topic === of).length;

story("opposite tastes make different feeds, with true reasons, and the server cannot tell", async (cast) => {
	const { server, person } = cast;
	const topicOf = await library(server);
	const moving = { context: { reducedMotion: /** @type {const} */ ("no-preference") } };
	const ana = await person({ name: "ana", ...moving });
	const tom = await person({ name: "tom", size: "desktop", theme: "dark", lang: "zh", ...moving });
	await ana.signUp();
	await tom.signUp();

	const tastes = /** @type {const} */ ([
		[ana, "tea", "trains"],
		[tom, "trains", "tea"],
	]);
	const learnt = await Promise.all(tastes.map(([who, taste]) => learn(who, taste, topicOf)));
	tastes.forEach(([who, taste, other], i) => {
		const { asked, came } = learnt[i] ?? { asked: [], came: [] };
		const told = `${who.name} likes ${taste}, and got ${came.map(({ topic }) => topic).join(" ")}`;
		assert.equal(new Set(came.map(({ id }) => id)).size, came.length, "nothing twice");
		// Of 64 videos 16 are liked: by chance 7 or 8 come within 30, and as many of any other topic.
		assert.ok(count(came.slice(0, 30), taste) >= 12, told);
		assert.ok(count(came.slice(0, 30), other) <= 8, told);
		for (const { path, signed } of asked) {
			const media = /^\/_causeway\/v1\/(videos\/[^/]+\/media|feed\/(packs|avatars))\b/.test(path);
			const everybodys = /^\/_causeway\/v1\/(feed\/mine|notifications|views)\b/.test(path);
			assert.ok(media ? !signed : everybodys, `asked while watching: ${path}`);
		}
	});
	const heard = learnt.map(({ asked }) => [
		...new Set(asked.map(({ path }) => path).filter((path) => /^\/_causeway\/v1\/feed\//.test(path))),
	]);
	assert.deepEqual(
		heard[0]?.filter((path) => !/packs\/.+/.test(path)),
		heard[1]?.filter((path) => !/packs\/.+/.test(path)),
	);
	const [one = [], another = []] = learnt.map(({ came }) => came.slice(8, 22).map(({ id }) => id));
	const both = one.filter((id) => another.includes(id));
	assert.ok(
		both.length <= 5,
		`of ${one.length} that came once something was known, ${both.length} came to both`,
	);

	// A reset: all is there again, and nothing of it comes because of what was watched before.
	await forgetAll(ana);
	await ana.open("/video");
	await ana.button("video.feed.skip").click();
	await watched(ana).waitFor();
	const sheet = await why(ana);
	assert.doesNotMatch(
		(await sheet.getByRole("list").first().textContent()) ?? "",
		/tea|finished|liked|often/,
	);
});

/** "Reset this feed", on the page "Your feed". @param {Person} who */
async function forgetAll(who) {
	await who.open("/video/feed");
	await who.button("video.feed.reset").click();
	await who.page
		.getByRole("alertdialog")
		.getByRole("button", { name: who.t("video.feed.reset") })
		.click();
	await who.page.getByText(who.t("video.feed.knowsNothing")).waitFor();
}

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
	await forgetAll(lea);
	await lea.button("video.feed.allow").click();
	await lea.button("video.feed.allow").waitFor({ state: "detached" });
});
