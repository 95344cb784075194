// How well a name answers to what was typed: for people, chats and places. Small lists, so no index.
import { fold } from "./tokens";

const parts = /[\p{L}\p{N}\p{M}]+/gu;

/** 0: not at all. The whole name, its beginning, a word's beginning, the words' initials, somewhere inside. */
export function matchName(name: string, query: string): number {
	const folded = fold(name).trim();
	const wanted = fold(query).trim();
	if (!wanted) return 0;
	if (folded === wanted) return 6;
	if (folded.startsWith(wanted)) return 5;
	const words = folded.match(parts) ?? [];
	if (words.some((word) => word.startsWith(wanted))) return 4;
	// Several beginnings: "ma li" finds Mary Lin.
	const typed = wanted.split(/\s+/);
	if (typed.length > 1 && typed.every((one) => words.some((word) => word.startsWith(one)))) return 3;
	const initials = words.map((word) => [...word][0]).join("");
	if (wanted.length > 1 && initials.startsWith(wanted)) return 2;
	return folded.includes(wanted) ? 1 : 0;
}

/** The things whose names answer, best first; among equals the order stays. */
export function matching<V>(
	things: readonly V[],
	query: string,
	namesOf: (thing: V) => readonly string[],
): V[] {
	return things
		.map((thing) => ({ thing, score: Math.max(0, ...namesOf(thing).map((name) => matchName(name, query))) }))
		.filter((one) => one.score > 0)
		.sort((a, b) => b.score - a.score)
		.map((one) => one.thing);
}
