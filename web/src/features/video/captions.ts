// The words of a caption: #tags and @people in it lead somewhere.

/** A piece of a caption. */
export type CaptionPart =
	| { kind: "words"; text: string }
	| { kind: "tag"; text: string; tag: string }
	| { kind: "person"; text: string; userId: string };

/** Longer ones are cut by the server too. */
export const captionMost = 2_200;

/**
 * A tag begins where a word would; Chinese has no spaces, so that a tag may follow any character but a letter of Latin
 * kind, a digit or another sign of an address. A person is named by the whole id, or by its local part.
 */
const marked =
	/(?<![\p{Script=Latin}\p{N}_&/#@])(?:[#＃](?<tag>[\p{L}\p{M}\p{N}_]{1,64})|@(?<local>[a-z0-9._=/+-]{1,100})(?<server>:[\w.-]+(?::\d{1,5})?)?)/gu;

/** Splits a caption; `server`: the name of our own, to which a bare name belongs. */
export function captionParts(caption: string, server: string): CaptionPart[] {
	const parts: CaptionPart[] = [];
	let done = 0;
	for (const match of caption.matchAll(marked)) {
		const part = partOf(match, server);
		if (!part) continue;
		if (match.index > done) parts.push({ kind: "words", text: caption.slice(done, match.index) });
		parts.push(part);
		done = match.index + part.text.length;
	}
	if (done < caption.length) parts.push({ kind: "words", text: caption.slice(done) });
	return parts;
}

function partOf(match: RegExpMatchArray, server: string): CaptionPart | null {
	const { tag, local, server: named } = match.groups ?? {};
	// "#1" is a number, not a tag.
	if (tag) return /^\p{N}+$/u.test(tag) ? null : { kind: "tag", text: match[0], tag: tag.toLowerCase() };
	if (!local) return null;
	// The dot after a name ends a sentence.
	const text = match[0].replace(/[.:-]+$/, "");
	const name = text.slice(1);
	if (!name) return null;
	return { kind: "person", text, userId: named && name.includes(":") ? `@${name}` : `@${name}:${server}` };
}

/** The tags of a caption, each once. */
export function tagsOf(caption: string): string[] {
	return [...new Set(captionParts(caption, "").flatMap((part) => (part.kind === "tag" ? [part.tag] : [])))];
}

/** What is being written before the cursor: the beginning of a name after "@"; `null`: something else. */
export function nameBegun(text: string, cursor: number): { from: number; typed: string } | null {
	const found = /(?:^|[^\p{Script=Latin}\p{N}_/])@([\p{L}\p{N}._-]{0,40})$/u.exec(text.slice(0, cursor));
	return found ? { from: cursor - (found[1] ?? "").length - 1, typed: found[1] ?? "" } : null;
}
