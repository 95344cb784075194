// Diversity among the best: each next one is to fit, and to differ from what stands before it (MMR).
import { recently } from "../model/constants";
import { cosineAt } from "../model/vectors";
import { dims } from "../packs/read";
import type { Candidate } from "./ranker";
import type { Scored } from "./score";
import { trustIn } from "./trust";

/**
 * Among how many screens an author stands once: five, and fewer where there are fewer than ten authors, since they would only
 * take turns then, whatever one likes.
 */
export function apart(candidates: readonly Candidate[]): number {
	const authors = new Set(candidates.map(({ item }) => item.author)).size;
	return Math.max(1, Math.min(recently.author, Math.floor(authors / 2)));
}

/** Whose video may not come again yet. */
export function lately(before: readonly { author: string }[], screens: number): Set<string> {
	return new Set(screens > 1 ? before.slice(1 - screens).map(({ author }) => author) : []);
}

/**
 * The best of those that may stand here. `chosen`: what stands before, as far as it is among the candidates.
 */
export function pick(
	best: readonly Scored[],
	chosen: readonly Candidate[],
	lambda: number,
): Scored | undefined {
	const highest = best[0]?.score ?? 0;
	let found: Scored | undefined;
	let most = Number.NEGATIVE_INFINITY;
	for (const one of best) {
		const alike = Math.max(0, ...chosen.map((other) => likeness(one.candidate, other)));
		const value = (1 - lambda) * (one.score - highest) - lambda * 3 * alike;
		if (value > most) [most, found] = [value, one];
	}
	return found;
}

/** Of two videos, 0 to 1: what they go together with, or their tags where the vectors say nothing. */
function likeness(one: Candidate, other: Candidate): number {
	const shared = one.item.tags.some((tag) => other.item.tags.includes(tag)) ? 0.5 : 0;
	if (one.pack.header.server !== other.pack.header.server) return shared;
	const near = cosineAt(one.pack.vectors, one.at + dims, other.pack.vectors, other.at + dims);
	return Math.max(shared, trustIn(one.pack) * near);
}
