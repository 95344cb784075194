// Which message comes first, and what of it is shown.
import { foldWithPlaces, type Wanted } from "./tokens";

const day = 86_400_000;
const letter = /[\p{L}\p{N}\p{M}]/u;

/** Whether a run stands in the text as a whole word, at a word's beginning, inside, or not at all. */
function standing(folded: string, run: string): number {
	let best = 0;
	for (let at = folded.indexOf(run); at >= 0; at = folded.indexOf(run, at + 1)) {
		const starts = at === 0 || !letter.test(folded[at - 1] ?? "");
		const ends = !letter.test(folded[at + run.length] ?? "");
		best = Math.max(best, starts ? (ends ? 3 : 2) : 1);
		if (best === 3) break;
	}
	return best;
}

/** How well a folded text answers; 0: not at all. Fresh words come before old ones that answer equally well. */
export function score(
	folded: string,
	query: string,
	wanted: readonly Wanted[],
	ts: number,
	now: number,
): number {
	let sum = 0;
	for (const { run } of wanted) {
		const one = standing(folded, run);
		if (one === 0) return 0;
		sum += one;
	}
	const quality = wanted.length > 0 ? sum / wanted.length : 0;
	const together = wanted.length > 1 && folded.includes(query) ? 2 : 0;
	const age = Math.max(0, now - ts) / day;
	// A year costs about as much as the difference between a whole word and a beginning.
	return quality + together - Math.log2(1 + age / 30) * 0.3 + 10;
}

/** A piece of an excerpt. */
export interface Piece {
	text: string;
	hit: boolean;
}

/** Characters before the first hit and in all. */
const before = 30;
const length = 160;

/** The words around the first hit, the hits marked. */
export function excerpt(text: string, wanted: readonly Wanted[]): Piece[] {
	const { folded, places } = foldWithPlaces(text);
	const hits = hitsOf(folded, places, wanted);
	const first = hits[0]?.[0] ?? 0;
	const from = first > before + 10 ? wordStart(text, first - before) : 0;
	const until = clean(text, Math.min(text.length, from + length));
	const pieces: Piece[] = [];
	let at = from;
	if (from > 0) pieces.push({ text: "…", hit: false });
	for (const [start, end] of hits) {
		if (start >= until) break;
		if (start < at) continue;
		if (start > at) pieces.push({ text: text.slice(at, start), hit: false });
		pieces.push({ text: text.slice(start, Math.min(end, until)), hit: true });
		at = Math.min(end, until);
	}
	if (at < until) pieces.push({ text: text.slice(at, until), hit: false });
	if (until < text.length) pieces.push({ text: "…", hit: false });
	return pieces;
}

function hitsOf(folded: string, places: readonly number[], wanted: readonly Wanted[]): [number, number][] {
	const hits: [number, number][] = [];
	for (const { run } of wanted) {
		let at = folded.indexOf(run);
		for (let count = 0; at >= 0 && count < 20; count += 1) {
			const start = places[at] ?? 0;
			// The end of the last character of the run: where the next different place begins.
			let next = at + run.length;
			while (next < places.length && places[next] === places[at + run.length - 1]) next += 1;
			hits.push([start, places[next] ?? start]);
			at = folded.indexOf(run, at + run.length);
		}
	}
	return hits.sort(([a], [b]) => a - b);
}

/** Not between the halves of a character. */
function clean(text: string, at: number): number {
	const unit = text.charCodeAt(at);
	return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

function wordStart(text: string, at: number): number {
	const space = text.indexOf(" ", at);
	return space >= 0 && space - at < 15 ? space + 1 : clean(text, at);
}
