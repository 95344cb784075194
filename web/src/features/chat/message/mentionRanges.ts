// Where in a text the people stand who were picked from the list; pure.
import type { Mention } from "./markdown";

/** A name in a text, its @ included. */
export interface MentionRange extends Mention {
	start: number;
	end: number;
}

/** Somebody whose name begins the text; the longest name: "@Mei Chen" is not "@Mei" and a word. */
export function mentionAt<M extends Mention>(text: string, mentions: readonly M[]): M | null {
	let found: M | null = null;
	for (const one of mentions)
		if (one.name.length > (found?.name.length ?? 0) && text.startsWith(`@${one.name}`) && endsAt(text, one))
			found = one;
	return found;
}

/** "@Mei" is not in "@Meiling"; Chinese goes on after a name without a space. */
function endsAt(text: string, { name }: Mention): boolean {
	const next = /^[\p{L}\p{N}_]/u.exec(text.slice(name.length + 1, name.length + 3))?.[0];
	return !next || isHan(next) || isHan(name.at(-1) ?? "");
}

const isHan = (character: string) => /\p{Script=Han}/u.test(character);

/** All of them, in order. */
export function mentionRanges(text: string, mentions: readonly Mention[]): MentionRange[] {
	const ranges: MentionRange[] = [];
	if (mentions.length === 0) return ranges;
	for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
		const found = mentionAt(text.slice(at, at + longest(mentions) + 3), mentions);
		if (!found) continue;
		ranges.push({ ...found, start: at, end: at + found.name.length + 1 });
		at += found.name.length;
	}
	return ranges;
}

const longest = (mentions: readonly Mention[]) => Math.max(...mentions.map((one) => one.name.length));

/** The name that a deletion at the cursor takes with it; `null`: it takes a letter, as always. */
export function mentionToDelete(
	text: string,
	mentions: readonly Mention[],
	cursor: number,
	inputType: string,
): MentionRange | null {
	const backward = inputType.endsWith("Backward");
	if (!backward && !inputType.endsWith("Forward")) return null;
	const byWord = inputType.startsWith("deleteWord");
	if (!byWord && !inputType.startsWith("deleteContent")) return null;
	// A word is deleted with the spaces between it and the cursor.
	const spaces = !byWord
		? 0
		: backward
			? cursor - text.slice(0, cursor).trimEnd().length
			: text.length - cursor - text.slice(cursor).trimStart().length;
	const at = backward ? cursor - spaces : cursor + spaces;
	const hit = mentionRanges(text, mentions).find(({ start, end }) =>
		backward ? start < at && at <= end : start <= at && at < end,
	);
	if (!hit) return null;
	return backward
		? { ...hit, end: Math.max(hit.end, cursor) }
		: { ...hit, start: Math.min(hit.start, cursor) };
}
