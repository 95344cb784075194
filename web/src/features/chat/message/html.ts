// Other people's HTML, made harmless: only the tags and attributes that the specification names for messages
// (spec: m.room.message msgtypes, HTML subset) come out, as a tree that RichText turns into elements.
import DOMPurify, { type Config } from "dompurify";
import { htmlPolicy } from "@/lib/trusted";

const tags =
	"del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br div table thead tbody tr th td caption pre span img details summary".split(
		" ",
	);

const config: Config & { RETURN_DOM_FRAGMENT: true } = {
	ALLOWED_TAGS: tags,
	ALLOWED_ATTR: ["href", "start", "class", "src", "alt", "title", "data-mx-spoiler", "data-mx-emoticon"],
	ALLOW_DATA_ATTR: false,
	ALLOW_ARIA_ATTR: false,
	// These schemes, or no scheme at all: the expression is asked about the other attributes too.
	ALLOWED_URI_REGEXP: /^(?:(?:https?|ftp|mailto|magnet|matrix|mxc):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
	// A reply's quotation for old clients: the quotation is shown from the event itself.
	FORBID_CONTENTS: ["mx-reply", "script", "style", "iframe", "noscript", "template", "svg", "math", "title"],
	RETURN_DOM_FRAGMENT: true,
	TRUSTED_TYPES_POLICY: htmlPolicy as unknown as Config["TRUSTED_TYPES_POLICY"],
};

/** Longer HTML is not looked at: the plain body is shown instead. */
export const htmlLimit = 200_000;

/** What a message's HTML says as plain words, in one line; what is hidden stays hidden. */
export function wordsOfHtml(html: string): string {
	const fragment = sanitise(html);
	for (const hidden of fragment.querySelectorAll("[data-mx-spoiler]")) hidden.replaceWith("▒▒▒");
	for (const block of fragment.querySelectorAll("p, li, br, tr, pre, blockquote")) block.after(" ");
	return fragment.textContent.replaceAll(/\s+/g, " ").trim();
}

/** What is left of a message's HTML. */
export function sanitise(html: string): DocumentFragment {
	const fragment = DOMPurify.sanitize(html, config) as unknown as DocumentFragment;
	for (const link of fragment.querySelectorAll("a")) {
		// A path would lead into our own app, under words of a stranger's choice.
		if (!/^(?!mxc)[a-z]+:/i.test(link.getAttribute("href") ?? "")) link.removeAttribute("href");
	}
	for (const picture of fragment.querySelectorAll("img")) {
		// Only small pictures of our own media store: any other would tell a stranger who reads.
		const emoticon = picture.hasAttribute("data-mx-emoticon");
		const local = /^mxc:\/\/[^/]+\/[\w-]+$/.test(picture.getAttribute("src") ?? "");
		if (!emoticon || !local) picture.replaceWith(picture.getAttribute("alt") ?? "");
	}
	return fragment;
}
