// `scripts/bench-video-player`: the player in Chromium, 60 videos, three links; prints a table for bench/RESULTS.md.
// --quick: fewer videos and swipes.
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { launch } from "../../e2e/lib/browser.mjs";
import { contextOptions, Person } from "../../e2e/lib/person.mjs";
import { mustExist } from "../../e2e/lib/places.mjs";
import { Server } from "../../e2e/lib/server.mjs";
import { Traffic } from "./traffic.mjs";
import { seed } from "./videos.mjs";
import { begin, frames, goOn, prepare } from "./watching.mjs";

const quick = process.argv.includes("--quick");
const sizes = quick ? { videos: 12, swipes: 8, many: 20 } : { videos: 60, swipes: 50, many: 200 };

/** Bits a second down, milliseconds there and back. */
const links = [
	{ name: "Wi-Fi, 30 Mb/s, 20 ms", rate: 30e6, latency: 20 },
	{ name: "4G, 6 Mb/s, 80 ms", rate: 6e6, latency: 80 },
	{ name: "slow, 1 Mb/s, 300 ms", rate: 1e6, latency: 300 },
];

/** A segment of the playlists. */
const pieceSeconds = 2;

mustExist();
const [load] = loadavg();
console.error(
	`Load ${load?.toFixed(1)}${(load ?? 0) > 1 ? ": not quiet, the numbers will not mean much" : ""}`,
);
const server = await Server.start();
const browser = await launch();
try {
	console.error(`Making ${sizes.videos} videos`);
	await seed(server, sizes.videos);
	const columns = [];
	for (const link of links) {
		console.error(link.name);
		columns.push(await measure(link));
	}
	console.log(markdown(columns));
	console.error(`${sizes.many} swipes`);
	console.log(`\nAfter ${sizes.many} swipes: ${await endure(sizes.many)}`);
} finally {
	await browser.close();
	await server.close();
}

/** Somebody at the app, who has not been at the videos yet. @param {string} name */
async function somebody(name) {
	const context = await browser.newContext(contextOptions({ context: { reducedMotion: "no-preference" } }));
	const who = new Person(server, context, await context.newPage(), { name });
	await who.signUp();
	await prepare(who.page);
	return who;
}

/** One column. @param {typeof links[number]} link */
async function measure(link) {
	const who = await somebody(`watcher${Math.round(link.rate)}`);
	// What the app fetches ahead in idle time is there, as on any second visit.
	await who.page.evaluate(async () => void (await navigator.serviceWorker.ready));
	await who.page.waitForTimeout(4_000);
	const traffic = await Traffic.of(who, link);
	const cold = await begin(who.page, who.t("app.video"));
	const random = seeded(7);
	/** @type {number[]} */
	const swipes = [];
	/** @type {number[]} */
	const moves = [];
	const total = {
		stalls: 0,
		seconds: 0,
		pieces: pieceSeconds,
		dropped: 0,
		shown: 0,
		elements: 3,
		watchedBytes: 0,
	};
	for (let i = 0; i <= sizes.swipes; i++) {
		// Many are left at once, some are seen to their end.
		await who.page.waitForTimeout(300 + 3_700 * random() ** 2);
		const { id, watched, buffered, ...seen } = await frames(who.page);
		total.stalls += seen.stalls;
		total.seconds += watched;
		total.dropped += seen.dropped;
		total.shown += seen.shown;
		total.elements = Math.max(total.elements, seen.elements);
		if (buffered > 0) total.watchedBytes += (traffic.of(id) * Math.min(watched, buffered)) / buffered;
		total.pieces += Math.ceil(watched / pieceSeconds) * pieceSeconds;
		if (i === sizes.swipes) break;
		const swipe = await goOn(who.page);
		swipes.push(swipe.frame);
		moves.push(swipe.moves);
	}
	await who.context.close();
	return {
		link: link.name,
		cold,
		frame: [part(swipes, 0.5), part(swipes, 0.95)],
		moves: [part(moves, 0.5), part(moves, 0.95)],
		stalls: (total.stalls * 600) / total.seconds,
		ratio: traffic.total / total.watchedBytes,
		least: total.pieces / total.seconds,
		dropped: (100 * total.dropped) / total.shown,
		elements: total.elements,
	};
}

/** @param {number[]} numbers @param {number} share */
function part(numbers, share) {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Memory after many swipes on a fast link. @param {number} count */
async function endure(count) {
	const who = await somebody("stayer");
	await begin(who.page, who.t("app.video"));
	const session = await who.context.newCDPSession(who.page);
	const heap = async () => {
		await session.send("HeapProfiler.collectGarbage");
		return (await session.send("Runtime.getHeapUsage")).usedSize / 1e6;
	};
	const before = await heap();
	let up = false;
	for (let i = 0; i < count; i++) {
		const { last, first } = await frames(who.page);
		if (last) up = true;
		if (first) up = false;
		await goOn(who.page, up ? -1 : 1);
		await who.page.waitForTimeout(150);
	}
	const { elements } = await frames(who.page);
	const after = await heap();
	const debug = await browser.newBrowserCDPSession();
	const { processInfo } = await debug.send("SystemInfo.getProcessInfo");
	const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => privateBytes(id) / 1e6);
	await who.context.close();
	return `JavaScript heap ${after.toFixed(1)} MB (${(after - before).toFixed(1)} MB more), the tab's own memory ${Math.max(...sizes).toFixed(0)} MB, ${elements} video elements`;
}

/** What a process has for itself: shared libraries are not counted. @param {number} pid */
function privateBytes(pid) {
	const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
	const kilobytes = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce(
		(sum, [, n]) => sum + Number(n),
		0,
	);
	return kilobytes * 1024;
}

/** The same numbers in each run. @param {number} state */
function seeded(state) {
	let now = state;
	return () => {
		now = (now * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return now / 2 ** 32;
	};
}

/** @param {Awaited<ReturnType<typeof measure>>[]} columns */
function markdown(columns) {
	const both = (/** @type {number[]} */ numbers) => numbers.map((one) => one.toFixed(0)).join(" / ");
	const row = (/** @type {string} */ name, /** @type {(one: typeof columns[number]) => string} */ cell) =>
		`| ${name} | ${columns.map(cell).join(" | ")} |`;
	return [
		row("", ({ link }) => link),
		`|---|${columns.map(() => "---|").join("")}`,
		row("swipe → first new frame, p50 / p95, ms", ({ frame }) => both(frame)),
		row("swipe → it moves, p50 / p95, ms", ({ moves }) => both(moves)),
		row("cold open → first frame, ms", ({ cold }) => cold.toFixed(0)),
		row("stalls in 10 minutes", ({ stalls }) => stalls.toFixed(1)),
		row("bytes fetched ÷ bytes watched", ({ ratio }) => ratio.toFixed(2)),
		row("the same in seconds, of whole pieces that are seen and one ahead", ({ least }) => least.toFixed(2)),
		row("dropped frames, %", ({ dropped }) => dropped.toFixed(2)),
		row("video elements, at most", ({ elements }) => String(elements)),
	].join("\n");
}
