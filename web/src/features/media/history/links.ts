// Links in the words of messages.

/** One link of a message; more than these are a list, not a find. */
const mostPerMessage = 10;

/** Web addresses in a text, each once, without the punctuation of the sentence around them. */
export function linksIn(words: string): string[] {
	const found = words.slice(0, 50_000).match(/https?:\/\/[^\s<>"'`，。；：！？、（）《》「」]+/gi) ?? [];
	const links = found.map(bare).filter((link) => URL.canParse(link));
	return [...new Set(links)].slice(0, mostPerMessage);
}

/** "(see https://a.b/c)." means https://a.b/c; a bracket that the address opened itself belongs to it. */
function bare(found: string): string {
	let link = found;
	for (;;) {
		const last = link.at(-1) ?? "";
		const closes = last === ")" && (link.match(/\(/g)?.length ?? 0) < (link.match(/\)/g)?.length ?? 0);
		if (!closes && !/[.,;:!?\]}*_~]/.test(last)) return link;
		link = link.slice(0, -1);
	}
}

/** The host as a person knows it; a name in another script stays as it is encoded, so that nobody is fooled. */
export function hostOf(link: string): string {
	return new URL(link).hostname.replace(/^www\./, "");
}
