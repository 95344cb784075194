// For tests: a small world of videos with topics, and somebody who watches.

import { learn, newModel, type UserModel } from "../model/model";
import type { FeedEvent } from "../model/moment";
import type { Placed } from "../model/vectors";
import { vectorsOf } from "../model/vectors";
import { dims, readPack, vectorBytes } from "../packs/read";
import { plainItem, writePack } from "../packs/writing";
import { seeded } from "../random";
import type { Candidate, Viewer } from "./ranker";

/** A time at which nothing is very new. */
export const now = 2_000_000_000_000;

/** How the world is. */
interface World {
	count?: number;
	topics?: number;
	authors?: number;
	seed?: number;
	/** How much vectors differ within a topic. */
	noise?: number;
}

/** Candidates; topic `t` of the i-th is `i % topics`, its tag `t0`, `t1`, …. */
export function world({
	count = 120,
	topics = 4,
	authors = 40,
	seed = 1,
	noise = 6,
}: World = {}): Candidate[] {
	const random = seeded(seed, 99);
	const all = Array.from({ length: count }, (_, i) => {
		const topic = i % topics;
		const vectors = new Int8Array(vectorBytes);
		for (let v = 0; v < 4; v++)
			for (let d = 0; d < dims; d++)
				vectors[v * dims + d] = (d % topics === topic ? 60 : 0) + Math.round(random() * noise);
		const item = plainItem(`v${String(i).padStart(4, "0")}`, {
			author: `@a${Math.floor(random() * authors)}:example.org`,
			tags: [`t${topic}`],
			language: i % 2 ? "en" : "zh",
			sound: { id: `s${i % 30}` },
			duration_ms: 5000 + Math.floor(random() * 50_000),
			created_ts: now - 1e9 - Math.floor(random() * 1e9),
			group: i % 5 === 0 ? "new" : "catalogue",
			quality: Math.floor(random() * 100),
			acts: Math.floor(random() * 100),
			new_creator: i % 10 === 0,
		});
		return { item, vectors };
	});
	const pack = readPack(writePack(all), "full");
	return pack.items.map((item, i) => ({ item, pack, at: i * vectorBytes }));
}

/** Somebody who has done nothing. */
export function viewer(candidates: readonly Candidate[], more: Partial<Viewer> = {}): Viewer {
	const places = new Map<string, Placed>(candidates.map((one) => [one.item.id, one]));
	return {
		me: "@me:example.org",
		model: newModel(),
		mine: { following: new Set(), hidden: new Set(), unwanted: new Set() },
		seen: new Map(),
		before: [],
		slot: 0,
		find: (id) => places.get(id),
		now,
		again: false,
		...more,
	};
}

/** Lets a model learn from what was done with a candidate. */
export function does(
	model: UserModel,
	candidate: Candidate,
	event: DistributedOmit<FeedEvent, "video">,
): void {
	const { item } = candidate;
	const { id: video, author, tags, language, sound, seconds } = item;
	const of = { author, tags, language, sound, seconds, ...vectorsOf(candidate) };
	learn(model, { ...event, video } as FeedEvent, of, `e-${video}`, now);
}

type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Watched to the end. */
export const whole = { kind: "watched", seconds: 20, part: 1, replays: 0 } as const;

/** Left at once. */
export const left = { kind: "watched", seconds: 0.5, part: 0.03, replays: 0 } as const;

/** Liked. */
export const like = { kind: "act", act: "like", on: true } as const;
