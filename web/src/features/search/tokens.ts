// From text to what is looked up in the index. The same steps for messages and for what somebody types, so that they
// meet: case, width, accents and vowel points are folded; Chinese and Japanese are cut into pairs of characters.

/** Longer messages are searchable by their beginning; nobody looks for the rest of a pasted book. */
const textMax = 20_000;
/** Terms of one message at most: a message made to bloat the index does not. */
const termsMax = 2_000;
const wordMax = 40;

/** Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic and its stretching line. */
const marks = /[\u0300-\u036F]|[\u0591-\u05C7]|[\u0610-\u061A]|[\u064B-\u065F]|\u0670|\u0640/g;
/** Characters that are not seen: they would part what looks like one word. */
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|[\uFE00-\uFE0F]/g;

const folds = new Map<string, string>();

/** One character as it is compared. */
function foldOne(character: string): string {
	if (character < "\u0080") return character.toLowerCase();
	let folded = folds.get(character);
	if (folded === undefined) {
		folded = character.normalize("NFKD").replace(marks, "").replace(unseen, "").toLowerCase();
		if (folds.size < 20_000) folds.set(character, folded);
	}
	return folded;
}

/** Text as it is compared. */
export function fold(text: string): string {
	let folded = "";
	for (const character of text.slice(0, textMax)) folded += foldOne(character);
	return folded;
}

/** [`fold`] with, for each unit of the result, where in the text it comes from. */
export function foldWithPlaces(text: string): { folded: string; places: number[] } {
	let folded = "";
	const places: number[] = [];
	let at = 0;
	for (const character of text.slice(0, textMax)) {
		const one = foldOne(character);
		folded += one;
		for (let i = 0; i < one.length; i += 1) places.push(at);
		at += character.length;
	}
	places.push(at);
	return { folded, places };
}

/** Written without spaces and without a dictionary that agrees on words: pairs of characters. */
const pairs = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]/u;
/** Written without spaces, cut by the browser's dictionary. */
const cut = /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const runs =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]+|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]]+|\p{Extended_Pictographic}/gv;

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** One thing that is looked for. */
export interface Wanted {
	/** As it must stand in the folded text. */
	run: string;
	/** What the index is asked for: all of these. */
	terms: readonly string[];
	/** Whether the terms may also be beginnings of longer ones. */
	prefix: boolean;
}

function termsOfRun(run: string): string[] {
	if (pairs.test(run)) {
		const characters = [...run];
		const terms = characters.slice(1).map((second, i) => `${characters[i]}${second}`);
		// The last one alone, so that each character begins some term: one character is found as a beginning.
		terms.push(characters.at(-1) ?? "");
		return terms;
	}
	if (cut.test(run))
		return [...words.segment(run)]
			.filter((one) => one.isWordLike)
			.map((one) => one.segment.slice(0, wordMax));
	return [run.slice(0, wordMax)];
}

/** The terms of a message, each once. */
export function termsOf(text: string): string[] {
	const terms = new Set<string>();
	for (const [run] of fold(text).matchAll(runs)) {
		for (const term of termsOfRun(run)) {
			terms.add(term);
			if (terms.size >= termsMax) return [...terms];
		}
	}
	return [...terms];
}

/** What somebody looks for, from what they typed; at most eight things. */
export function wantedOf(query: string): Wanted[] {
	const wanted: Wanted[] = [];
	for (const [run] of fold(query.slice(0, 400)).matchAll(runs)) {
		if (wanted.some((one) => one.run === run)) continue;
		if (pairs.test(run)) {
			const terms = termsOfRun(run);
			// The end of what was typed is rarely the end of what was written.
			if (terms.length > 1) terms.pop();
			wanted.push({ run, terms, prefix: [...run].length === 1 });
		} else {
			const terms = termsOfRun(run);
			if (terms.length > 0) wanted.push({ run, terms, prefix: run.length > 1 });
		}
		if (wanted.length === 8) break;
	}
	return wanted;
}
