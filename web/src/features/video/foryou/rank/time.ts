// The newest first, and nothing else: no learning, no spreading.
import { allowed } from "./allowed";
import type { Ranker } from "./ranker";

/** By the time of publishing alone. */
export const time: Ranker = {
	id: "time",
	rank: (candidates, viewer, settings, _seed, count) =>
		allowed(candidates, viewer, settings)
			.left.map(({ item }) => item)
			.sort((one, other) => other.created - one.created || (one.id < other.id ? -1 : 1))
			.slice(0, count)
			.map(({ id, created }) => ({ id, score: created, why: [{ kind: "newest", moments: [], weight: 1 }] })),
};
