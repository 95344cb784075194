// Runs in Chromium: how long the feed's two steps take with a full pack and a full memory.
import { learn, newModel } from "../../web/src/features/video/foryou/model/model";
import { directionsOf, vectorsOf } from "../../web/src/features/video/foryou/model/vectors";
import { itemOf } from "../../web/src/features/video/foryou/packs/items";
import { dims, type Pack, packOf, vectorBytes } from "../../web/src/features/video/foryou/packs/read";
import { seeded } from "../../web/src/features/video/foryou/random";
import { learned } from "../../web/src/features/video/foryou/rank/learned";
import type { Candidate, Viewer } from "../../web/src/features/video/foryou/rank/ranker";
import { newSettings } from "../../web/src/features/video/foryou/settings";
import { smallNetwork } from "./small";

const count = 2048;
const now = 2_000_000_000_000;
const random = seeded(6);

const raws = Array.from({ length: count }, (_, i) => ({
	id: `v${String(i).padStart(5, "0")}`,
	author: `@a${Math.floor(random() * 500)}:example.org`,
	tags: [`t${Math.floor(random() * 40)}`, `u${Math.floor(random() * 300)}`],
	language: "en",
	sound: { id: `s${Math.floor(random() * 800)}` },
	duration_ms: 5000 + Math.floor(random() * 60_000),
	created_ts: now - Math.floor(random() * 1e9),
	group: ["rising", "popular", "new", "catalogue"][i % 4],
	quality: Math.floor(random() * 100),
	acts: Math.floor(random() * 1000),
	new_creator: i % 9 === 0,
	counts: { likes: 12 },
	caption: "About forty letters of what is seen here.",
}));
const vectors = Uint8Array.from({ length: count * vectorBytes }, () => Math.floor(random() * 256));
const header = {
	server: "example.org",
	pool: { language: "en", level: "general" },
	epoch: 1,
	base: null,
	model: "m",
	dims,
	scales: { taste_in: "0.01", taste_out: "0.01", next_in: "0.01", next_out: "0.01" },
	count,
	removed: [],
};

/** Milliseconds of each run, sorted. */
function times(runs: number, run: (i: number) => void): number[] {
	for (let i = 0; i < 30; i++) run(i);
	const all = Array.from({ length: runs }, (_, i) => {
		const begun = performance.now();
		run(i);
		return performance.now() - begun;
	});
	return all.sort((a, b) => a - b);
}

const summary = (all: number[]) => ({
	/** What it takes where nothing else runs. */
	best: all[Math.floor(all.length * 0.05)] ?? 0,
	median: all[Math.floor(all.length / 2)] ?? 0,
	p95: all[Math.floor(all.length * 0.95)] ?? 0,
});

/** Medians and 95th percentiles in milliseconds. */
export function measure() {
	const pack: Pack = packOf(header, raws, vectors, "full");
	const candidates: Candidate[] = pack.items.map((item, i) => ({ item, pack, at: i * vectorBytes }));
	const places = new Map(candidates.map((one) => [one.item.id, one]));
	const model = newModel();
	const does = (i: number) => {
		const one = candidates[(i * 37) % count] as Candidate;
		const { author, tags, language, sound, seconds, id } = one.item;
		const of = { author, tags, language, sound, seconds, ...vectorsOf(one) };
		learn(
			model,
			{ kind: "watched", video: id, seconds: 10, part: (i % 10) / 10, replays: 0 },
			of,
			`e${i}`,
			now,
		);
	};
	for (let i = 0; i < 400; i++) does(i);
	const viewer: Viewer = {
		me: "@me:example.org",
		model,
		mine: { following: new Set(), hidden: new Set(), unwanted: new Set() },
		seen: new Map(candidates.slice(0, 100).map(({ item }) => [item.id, 1])),
		before: candidates.slice(0, 20).map(({ item }) => item),
		slot: 20,
		find: (id) => places.get(id),
		now,
		again: false,
	};
	const settings = newSettings();
	const small = smallNetwork(count);
	return {
		step: summary(times(500, (i) => small.step(i % count))),
		again: summary(
			times(50, () => {
				for (let i = 0; i < 50; i++) small.step(i);
			}),
		),
		score: summary(times(200, () => small.score())),
		rank: summary(times(200, (i) => learned.rank(candidates, { ...viewer, slot: 20 + i }, settings, 1, 3))),
		learn: summary(
			times(500, (i) => {
				does(1000 + i);
				directionsOf(model, "example.org", viewer.find);
			}),
		),
		read: summary(
			times(20, () =>
				packOf(
					header,
					raws.map((raw) => itemOf(raw).raw),
					vectors,
					"full",
				),
			),
		),
	};
}
