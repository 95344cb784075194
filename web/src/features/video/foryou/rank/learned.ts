// The default order: what fits this viewer, fresh and varied, with places for what is new.
import { recently, spread } from "../model/constants";
import { allowed } from "./allowed";
import { draw, isForNew, newPart } from "./explore";
import type { Candidate, Ranked, Ranker, Viewer } from "./ranker";
import { groupReason, reasonsOf } from "./reasons";
import { type Scored, score } from "./score";
import { apart, lately, pick } from "./spread";

/** Learns from what is watched. */
export const learned: Ranker = {
	id: "learned",
	rank: (candidates, viewer, settings, seed, count) => {
		const { left } = allowed(candidates, viewer, settings);
		const scored = score(left, viewer, settings).sort(
			// Of equals the id decides: the same order every time.
			(one, other) => other.score - one.score || (one.candidate.item.id < other.candidate.item.id ? -1 : 1),
		);
		const lambda = settings.surprise * spread.most;
		const screens = apart(left);
		const fresh = newPart(left);
		const before = [...viewer.before];
		const chosen = chosenBefore(candidates, viewer);
		const gone = new Set<Scored>();
		const ranked: Ranked[] = [];
		while (ranked.length < count && gone.size < scored.length) {
			const authors = lately(before, screens);
			const now: Viewer = { ...viewer, slot: viewer.slot + ranked.length };
			const found =
				(isForNew(now.slot, seed, settings, fresh) && tryOut(scored, gone, authors, now, seed)) ||
				fitting(scored, gone, chosen, authors, lambda);
			if (!found) break;
			const { one, tried } = found;
			gone.add(one);
			chosen.push(one.candidate);
			before.push(one.candidate.item);
			const why = reasonsOf(one, viewer, settings);
			ranked.push({
				id: one.candidate.item.id,
				score: one.score,
				why: tried ? [triedReason(one), ...why.filter(({ weight }) => weight > 0)] : why,
			});
		}
		return ranked;
	},
};

/** What stands right before, as far as it is here: the next is to differ from it. */
function chosenBefore(candidates: readonly Candidate[], { before }: Viewer): Candidate[] {
	const last = new Set(before.slice(1 - recently.author).map(({ id }) => id));
	return candidates.filter(({ item }) => last.has(item.id));
}

interface Found {
	one: Scored;
	tried: boolean;
}

function tryOut(
	scored: readonly Scored[],
	gone: ReadonlySet<Scored>,
	authors: ReadonlySet<string>,
	viewer: Viewer,
	seed: number,
): Found | null {
	const free = scored.filter((one) => !gone.has(one) && !authors.has(one.candidate.item.author));
	const drawn = draw(
		free.map(({ candidate }) => candidate),
		viewer,
		seed,
	);
	const one = free.find(({ candidate }) => candidate === drawn);
	return one ? { one, tried: true } : null;
}

/** Among the best of those whose author may come; the best of all where there are no others. */
function fitting(
	scored: readonly Scored[],
	gone: ReadonlySet<Scored>,
	chosen: readonly Candidate[],
	authors: ReadonlySet<string>,
	lambda: number,
): Found | null {
	const free = first(scored, (one) => !gone.has(one) && !authors.has(one.candidate.item.author));
	const best = free.length > 0 ? free : first(scored, (one) => !gone.has(one));
	const one = pick(best, chosen.slice(1 - recently.author), lambda);
	return one ? { one, tried: false } : null;
}

/** The best of those that may stand here; the rest does not matter. */
function first(scored: readonly Scored[], may: (one: Scored) => boolean): Scored[] {
	const found: Scored[] = [];
	for (const one of scored) {
		if (may(one)) found.push(one);
		if (found.length === spread.of) break;
	}
	return found;
}

/** It has its place because it is new, whatever else speaks for it. */
function triedReason(one: Scored) {
	const { item } = one.candidate;
	const kind = item.newCreator ? ("new_creator" as const) : ("explore" as const);
	return { ...groupReason(one), kind, author: item.author, weight: one.score };
}
