// How well somebody who logs which media files an address fetches can tell what its viewer likes, without and with decoys.
// No browser and no network: the app's own ranking (web/src/features/video/foryou) chooses out of one pack for simulated
// viewers; what their player would fetch is the log; a classifier that knows the pack is trained on half of the viewers and
// asked about the other half. Prints a table for bench/RESULTS.md. `--viewers=N` (240), `--swipes=N` (60).
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { accuracy, auc, train } from "./classifier.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { values } = parseArgs({
	options: { viewers: { type: "string", default: "240" }, swipes: { type: "string", default: "60" } },
});
const viewers = Number(values.viewers);
const swipes = Number(values.swipes);

const topics = 16;
const pageSize = 3;
/** The next video is fetched ahead, to about this part. */
const ahead = 0.25;

/** @typedef {{ id: string, topic: number, part: number }} Fetched */

/** The app's own modules, compiled as it is built. */
async function app() {
	const { createServer } = await import(
		pathToFileURL(join(root, "web/node_modules/vite/dist/node/index.js")).href
	);
	const vite = await createServer({
		root: join(root, "web"),
		server: { middlewareMode: true, hmr: false, watch: null },
		appType: "custom",
		logLevel: "error",
		optimizeDeps: { noDiscovery: true },
	});
	const names = ["rank/world", "rank/learned", "settings", "model/model", "decoys/persona", "random"];
	const load = (/** @type {string} */ name) => vite.ssrLoadModule(`/src/features/video/foryou/${name}.ts`);
	return { parts: Object.assign({}, ...(await Promise.all(names.map(load)))), close: () => vite.close() };
}

const { parts, close } = await app();
const { world, viewer, does, learned, newSettings, newModel, decoysFor, personaOf, seeded } = parts;
const candidates = world({ count: 2048, topics, authors: 600, noise: 40 });
/** @type {Map<string, any>} */
const byId = new Map(candidates.map((/** @type {any} */ one) => [one.item.id, one]));
const topicOf = (/** @type {string} */ id) => Number(byId.get(id).item.tags[0].slice(1));

/**
 * What the player of somebody who likes these topics fetches, and what is fetched beside it.
 * @param {number} seed
 * @param {readonly number[]} likes
 */
function session(seed, likes) {
	const random = seeded(seed, 7);
	const model = newModel();
	const persona = personaOf(undefined);
	const seen = new Map();
	/** @type {any[]} */
	const before = [];
	/** @type {{ watched: Fetched[], persona: Fetched[], chance: Fetched[] }} */
	const log = { watched: [], persona: [], chance: [] };
	while (before.length < swipes) {
		const me = viewer(candidates, { model, seen, before: before.slice(-20), slot: before.length });
		for (const { id } of learned.rank(candidates, me, newSettings(), seed * 1000 + before.length, pageSize)) {
			const one = byId.get(id);
			// Now and then something else is watched, and something liked is left.
			const well = likes.includes(topicOf(id)) ? random() < 0.85 : random() < 0.12;
			const part = well ? 0.6 + 0.4 * random() : 0.02 + 0.2 * random();
			does(model, one, { kind: "watched", seconds: part * one.item.seconds, part, replays: 0 });
			seen.set(id, me.now);
			before.push(one.item);
			log.watched.push({ id, topic: topicOf(id), part: Math.max(part, ahead) });
		}
		for (const { id, part } of decoysFor(persona, candidates, me, seed + 2 ** 20, pageSize))
			log.persona.push({ id, topic: topicOf(id), part: Math.max(part, ahead) });
		for (let i = 0; i < pageSize; i++) {
			const { id } = candidates[Math.floor(random() * candidates.length)].item;
			log.chance.push({ id, topic: topicOf(id), part: ahead });
		}
	}
	return log;
}

/** @typedef {ReturnType<typeof session>} Log */

/** What a host sees, by how decoys are chosen. @type {Record<string, (log: Log) => Fetched[]>} */
const ways = {
	"no decoys": ({ watched }) => watched,
	"as many beginnings by chance": ({ watched, chance }) => [...watched, ...chance],
	"a false viewer's, beginnings": ({ watched, persona }) => [
		...watched,
		...persona.map((one) => ({ ...one, part: ahead })),
	],
	"a false viewer's, as far as it would watch (what the app does)": ({ watched, persona }) => [
		...watched,
		...persona,
	],
};

/** What a host may look at: which files, or how much of them as well. */
const looks = {
	files: (/** @type {Fetched} */ _one) => 1,
	"files and bytes": (/** @type {Fetched} */ { part }) => part,
};

/**
 * The part of each topic in what was fetched.
 * @param {Fetched[]} fetched
 * @param {(one: Fetched) => number} weigh
 */
function features(fetched, weigh) {
	/** @type {number[]} */
	const sums = Array(topics).fill(0);
	for (const one of fetched) sums[one.topic] = (sums[one.topic] ?? 0) + weigh(one);
	const all = sums.reduce((sum, one) => sum + one, 0) || 1;
	return sums.map((one) => one / all);
}

// Opposite tastes: one half likes the first two topics, the other half two others.
const opposite = [
	[0, 1],
	[8, 9],
];
const two = Array.from({ length: viewers }, (_, i) => ({
	kind: i % 2,
	log: session(i, opposite[i % 2] ?? []),
}));
// Any taste: which topic does this one like best?
const any = Array.from({ length: viewers }, (_, i) => ({
	kind: i % topics,
	log: session(10_000 + i, [i % topics]),
}));
await close();

const percent = (/** @type {number} */ part) => `${(100 * part).toFixed(0)} %`;
const bytes = (/** @type {Fetched[]} */ fetched) => fetched.reduce((sum, { part }) => sum + part, 0);
console.log(
	`${viewers} viewers of ${swipes} swipes in each of two groups, one pack of ${candidates.length} videos with ${topics} topics.\n`,
);
console.log(
	"| media that is fetched | more bytes | the host looks at | of two opposite tastes, told right (chance 50 %) | AUC | the favourite of 16 topics, told right (chance 6 %) |",
);
console.log("| --- | --- | --- | --- | --- | --- |");
for (const [way, fetchedOf] of Object.entries(ways)) {
	const more =
		two.reduce((sum, { log }) => sum + bytes(fetchedOf(log)), 0) /
			two.reduce((sum, { log }) => sum + bytes(log.watched), 0) -
		1;
	for (const [look, weigh] of Object.entries(looks)) {
		const seenBy = (/** @type {typeof two} */ group) =>
			group.map(({ kind, log }) => ({ kind, x: features(fetchedOf(log), weigh) }));
		const [pair, sixteen] = [seenBy(two), seenBy(any)];
		const half = viewers / 2;
		const binary = train(pair.slice(0, half), 2);
		const many = train(sixteen.slice(0, half), topics);
		const told = [
			percent(accuracy(binary, pair.slice(half))),
			auc(binary, pair.slice(half)).toFixed(2),
			percent(accuracy(many, sixteen.slice(half))),
		];
		console.log(`| ${[way, percent(more), look, ...told].join(" | ")} |`);
	}
}
