// Places in which what is new is tried out: at least one of ten, by Thompson sampling.
import { explore } from "../model/constants";
import { affinity } from "../model/counter";
import { beta, seeded } from "../random";
import type { FeedSettings } from "../settings";
import type { Candidate, Viewer } from "./ranker";

/**
 * Whether a place is for trying out: always the same for a seed, never the very first. `fresh`: how much of what may come is
 * new. Where all of it is, the new needs no places of its own: those beyond the least are for who wants to be surprised.
 */
export function isForNew(slot: number, seed: number, { surprise }: FeedSettings, fresh = 0): boolean {
	if (slot === 0) return false;
	const share = explore.least + (explore.most - explore.least) * surprise * (1 - fresh * (1 - surprise));
	const block = Math.floor(slot / 10);
	const places = Array.from({ length: 10 }, (_, i) => i);
	const random = seeded(seed, block, 1);
	for (let i = places.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[places[i], places[j]] = [places[j] as number, places[i] as number];
	}
	// The first place of all is not given away: its block has nine to choose from.
	const free = places.filter((place) => block > 0 || place > 0);
	return free.slice(0, Math.round(10 * share)).includes(slot % 10);
}

const isNew = ({ item }: Candidate): boolean => item.group === "new" || item.newCreator;

/** How much of it is new, 0 to 1. */
export const newPart = (candidates: readonly Candidate[]): number =>
	candidates.filter(isNew).length / Math.max(1, candidates.length);

/** Of what is new, what wins the draw: what is like what one likes has better odds, and nothing has none. */
export function draw(candidates: readonly Candidate[], viewer: Viewer, seed: number): Candidate | undefined {
	const random = seeded(seed, viewer.slot, 2);
	const fresh = candidates.filter(isNew);
	// A server without anything new tries out what few have seen.
	const from = fresh.length > 0 ? fresh : leastSeen(candidates);
	let found: Candidate | undefined;
	let most = -1;
	for (const candidate of from) {
		const { tags, author, quality } = candidate.item;
		const liking = Math.max(
			affinity(viewer.model.authors, author),
			0,
			...tags.map((tag) => affinity(viewer.model.tags, tag)),
		);
		const dislike = Math.max(0, ...tags.map((tag) => -affinity(viewer.model.tags, tag)));
		const value = beta(1 + 4 * liking + quality, 1 + 4 * dislike + (1 - quality), random);
		if (value > most) [most, found] = [value, candidate];
	}
	return found;
}

const leastSeen = (candidates: readonly Candidate[]): Candidate[] =>
	[...candidates]
		.sort((one, other) => one.item.acts - other.item.acts)
		.slice(0, Math.ceil(candidates.length / 4));
