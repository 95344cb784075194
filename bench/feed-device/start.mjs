// How long For You takes from a tap on "Video" to the request for the first video's file, with a full pack kept on the
// device and 200 moments learnt: `node bench/feed-device/start.mjs` after `scripts/web && cargo build --workspace`.
// `--visits=N` (15). The server's packs are small in a bench, so the browser is given one of 2,048 videos that plays them.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "../../e2e/lib/browser.mjs";
import { film, posted } from "../../e2e/lib/films.mjs";
import { contextOptions, Person } from "../../e2e/lib/person.mjs";
import { mustExist } from "../../e2e/lib/places.mjs";
import { Server } from "../../e2e/lib/server.mjs";
import { createServer } from "../../web/node_modules/vite/dist/node/index.js";

const { values } = parseArgs({ options: { visits: { type: "string", default: "15" } } });
const visits = Number(values.visits);
const count = 2048;
const listPath = "/_causeway/v1/feed/packs";

mustExist();
const server = await Server.start({ args: ["--feed-packs-every-s", "900"] });
const browser = await launch();
try {
	const who = await viewer();
	await learns(who);
	/** @type {Record<string, number[]>} */
	const taps = { first: [], film: [] };
	/** @type {Record<string, number[]>} */
	const opens = { first: [], film: [] };
	for (let i = 0; i < visits; i++) {
		await who.open("/chat");
		await who.heading("chat.title").waitFor();
		await idle(who);
		const tap = await asked(who, () => who.goTo("app.video"));
		taps.first?.push(tap.first);
		taps.film?.push(tap.film);
		await who.open("/me");
		const open = await asked(who, () => who.open("/video"));
		opens.first?.push(open.first);
		opens.film?.push(open.film);
	}
	say("From the tap on Video to the first request for a video's files (aim 150 ms)", taps.first ?? []);
	say("From the tap on Video to the request for the first film's bytes", taps.film ?? []);
	say("From the page's own beginning at /video to the first of these requests", opens.first ?? []);
	say("From the page's own beginning at /video to the request for the first film's bytes", opens.film ?? []);
} finally {
	await browser.close();
	await server.close();
}

/** Somebody signed in, whose browser gets the large pack. */
async function viewer() {
	const options = {
		reducedMotion: /** @type {const} */ ("no-preference"),
		serviceWorkers: /** @type {const} */ ("block"),
	};
	const context = await browser.newContext(contextOptions({ context: options }));
	const who = new Person(server, context, await context.newPage(), { name: "viewer" });
	const { list, bytes } = await pack();
	await context.route(`${server.url}${listPath}`, (route) => route.fulfill({ json: list() }));
	await context.route(`${server.url}${listPath}/*`, (route) =>
		route.fulfill({ body: bytes, contentType: "application/octet-stream" }),
	);
	await who.signUp();
	return who;
}

/** A pack of 2,048 videos with texts as long as people's, all of which play one of six films. */
async function pack() {
	const maker = await server.matrix.register("maker");
	const films = [];
	for (const scene of /** @type {const} */ (["card", "life", "bars"]))
		films.push(
			await posted(server, maker, await film(scene, { seconds: 4 }), { caption: `${scene} #bench` }),
		);
	const vite = await createServer({
		root: join(import.meta.dirname, "../../web"),
		server: { middlewareMode: true, hmr: false, ws: false, watch: null },
		appType: "custom",
		logLevel: "error",
		optimizeDeps: { noDiscovery: true },
	});
	const load = (/** @type {string} */ name) =>
		vite.ssrLoadModule(`/src/features/video/foryou/packs/${name}.ts`);
	const { writePack, writeList, newSigner } = await load("writing");
	const { hashOf } = await load("verify");
	await vite.close();
	const now = Date.now();
	const playbacks = await Promise.all(
		films.map((id) => server.matrix.request("GET", `/_causeway/v1/videos/${id}`, { token: maker.token })),
	);
	const all = Array.from({ length: count }, (_, i) => ({
		item: item(i, now, playbacks[i % playbacks.length]),
		vectors: new Int8Array(randomBytes(256)),
	}));
	const bytes = Buffer.from(writePack(all));
	const hash = await hashOf(new Uint8Array(bytes));
	const signer = newSigner();
	const pool = { language: null, level: "general" };
	const listed = { pool, epoch: 1, hash, bytes: bytes.length, packed_bytes: bytes.length, count, deltas: [] };
	const packs = [{ ...listed, url: `${listPath}/${hash}` }];
	// Never old while it is measured: it is the start out of what is kept that counts.
	const list = () =>
		writeList(signer, { issued_ms: now, expires_ms: now + 86_400_000, next_ms: now + 43_200_000, packs });
	return { list, bytes };
}

/** @param {number} i @param {number} now @param {any} told */
function item(i, now, { playback, sound, width, height, duration_ms, thumbhash }) {
	const author = `@author${i % 500}:example.org`;
	return {
		...{
			id: `v${String(i).padStart(6, "0")}xxxx`,
			author,
			playback,
			sound,
			width,
			height,
			duration_ms,
			thumbhash,
		},
		author_profile: { user_id: author, displayname: `Author number ${i % 500}`, avatar_url: null },
		avatar: null,
		caption: `About forty letters of what is seen here #t${i % 40} #u${i % 300}`,
		tags: [`t${i % 40}`, `u${i % 300}`],
		language: i % 3 ? "en" : "zh",
		sensitive: false,
		comments: true,
		created_ts: now - i * 60_000,
		published_ts: now - i * 60_000,
		captions: [],
		duet_of: null,
		stitch_of: null,
		may_duet: true,
		may_stitch: true,
		counts: { likes: i % 90, comments: i % 7, shares: 0, saves: 0, views: i, reposts: 0 },
		group: ["rising", "popular", "new", "catalogue"][i % 4],
		quality: i % 100,
		acts: i,
		new_creator: i % 9 === 0,
	};
}

/** Swipes on, until a memory is full of moments. @param {Person} who */
async function learns(who) {
	await who.goTo("app.video");
	await who.button("video.feed.skip").click();
	await who.page.locator("article[data-active]").waitFor();
	const id = () => who.page.locator("article[data-active]").getAttribute("data-video");
	for (let i = 0; i < 220; i++) {
		const before = await id();
		await who.page.keyboard.press("ArrowDown");
		await who.page
			.locator(`article[data-active]:not([data-video="${before}"])`)
			.waitFor({ timeout: 5_000 })
			.catch(() => undefined);
	}
}

/** Waits until the page has fetched ahead what the next taps need, and has nothing to do. @param {Person} who */
function idle(who) {
	return who.page.evaluate(async () => {
		let before = -1;
		for (let quiet = 0; quiet < 40; ) {
			const begun = performance.now();
			await new Promise((resolve) => setTimeout(resolve, 50));
			const now = performance.getEntriesByType("resource").length;
			quiet = now === before && performance.now() - begun < 70 ? quiet + 1 : 0;
			before = now;
		}
	});
}

/**
 * Milliseconds from the press (of a new page: from its beginning) to the first request for a video's files, and to that
 * for the bytes of a film. @param {Person} who @param {() => Promise<void>} go
 */
async function asked(who, go) {
	await who.page.evaluate(() => {
		performance.clearResourceTimings();
		performance.setResourceTimingBufferSize(2000);
		const note = (/** @type {Event} */ event) => {
			/** @type {any} */ (self).pressed ??= event.timeStamp;
		};
		/** @type {any} */ (self).pressed = undefined;
		addEventListener("pointerdown", note, { capture: true, once: true });
	});
	await go();
	return who.page.evaluate(async () => {
		const media = /\/_causeway\/v1\/videos\/[^/]+\/media\//;
		for (;;) {
			const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
			const all = entries.filter(({ name }) => media.test(name));
			const film = all.find(({ name }) => /\.(mp4|m4s)\b/.test(name));
			const start = /** @type {any} */ (self).pressed ?? 0;
			if (all[0] && film) return { first: all[0].startTime - start, film: film.startTime - start };
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	});
}

/** @param {string} what @param {number[]} all */
function say(what, all) {
	const sorted = [...all].sort((a, b) => a - b);
	const at = (/** @type {number} */ part) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(0);
	process.stdout.write(`${what}: best ${at(0)} ms, median ${at(0.5)} ms, 95 % ${at(0.95)} ms\n`);
}
