// A viewer who does not exist, beside the one who does: its videos are fetched, and nobody watches them, so that who sees
// which files an address fetches sees two tastes and not one.
//
// Decoys drawn by chance alone mislead nobody: a taste stands out from what has none. So the false viewer has favourites, is
// shown what the same ranking chooses for it and learns from that; and it stays the same for as long as the true one, since
// of two tastes one that changes with each visit would be known as the false one. Measured: `scripts/bench-feed-privacy`.
import { learn, modelOf, newModel, type UserModel } from "../model/model";
import { vectorsOf } from "../model/vectors";
import { seeded } from "../random";
import { learned } from "../rank/learned";
import type { Candidate, Viewer } from "../rank/ranker";
import { newSettings } from "../settings";

/** So many of the most frequent tags can be its favourites, and so many are. */
const tastes = 64;
const favourites = 2;

/** What is kept of it. */
export interface Persona {
	model: UserModel;
	/** How many videos it was shown, ever. */
	shown: number;
}

/** What is fetched though nobody watches it: how much of it this viewer would have watched, 0 to 1. */
export interface Decoy {
	id: string;
	part: number;
}

/** Strict about what was kept; of nothing, one that knows nothing. */
export function personaOf(value: unknown): Persona {
	const { model, shown } = (value ?? {}) as Partial<Record<keyof Persona, unknown>>;
	return {
		model: model === undefined ? newModel() : modelOf(model),
		shown: typeof shown === "number" && Number.isSafeInteger(shown) && shown > 0 ? shown : 0,
	};
}

/** What it is shown next; it has watched all of it then. `seed`: the same one has the same favourites. */
export function decoysFor(
	persona: Persona,
	candidates: readonly Candidate[],
	viewer: Viewer,
	seed: number,
	count: number,
): Decoy[] {
	const loved = lovedOf(candidates, seed);
	const byId = new Map(candidates.map((one) => [one.item.id, one]));
	const seen = new Map(persona.model.moments.map(({ video, at }) => [video, at]));
	const before = persona.model.moments.slice(-20).flatMap(({ video }) => byId.get(video)?.item ?? []);
	const mine = { following: new Set<string>(), hidden: viewer.mine.hidden, unwanted: new Set<string>() };
	const it: Viewer = {
		...viewer,
		model: persona.model,
		mine,
		seen,
		before,
		slot: persona.shown,
		again: true,
	};
	const random = seeded(seed, persona.shown);
	const ranked = learned.rank(candidates, it, newSettings(), seed, count);
	return ranked.flatMap(({ id }) => {
		const one = byId.get(id);
		if (!one) return [];
		const likes = one.item.tags.some((tag) => loved.has(tag));
		const part = likes ? 0.6 + 0.4 * random() : 0.02 + 0.2 * random();
		watch(persona, one, part, viewer.now);
		return [{ id, part }];
	});
}

function watch(persona: Persona, one: Candidate, part: number, now: number): void {
	const { id, author, tags, language, sound, seconds } = one.item;
	const of = { author, tags, language, sound, seconds, ...vectorsOf(one) };
	learn(
		persona.model,
		{ kind: "watched", video: id, seconds: part * seconds, part, replays: 0 },
		of,
		id,
		now,
	);
	persona.shown += 1;
}

function lovedOf(candidates: readonly Candidate[], seed: number): ReadonlySet<string> {
	const times = new Map<string, number>();
	for (const { item } of candidates) for (const tag of item.tags) times.set(tag, (times.get(tag) ?? 0) + 1);
	const frequent = [...times].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, tastes);
	const random = seeded(seed, 1);
	const drawn = frequent.map(([tag]) => ({ tag, lot: random() })).sort((a, b) => a.lot - b.lot);
	return new Set(drawn.slice(0, favourites).map(({ tag }) => tag));
}
