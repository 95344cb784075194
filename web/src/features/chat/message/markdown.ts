// What a person typed, as the content of a message: the typed text as body, and its Markdown as HTML where it has any.
import { Marked, type Token, type TokenizerAndRendererExtension } from "marked";
import { matrixToLink } from "./links";
import { mentionAt, mentionRanges } from "./mentionRanges";

/** Somebody who was picked from the list of people; the name stands in the text after an @. */
export interface Mention {
	userId: string;
	name: string;
}

/** Words with what their Markdown means, and who is meant (spec: m.mentions). */
export interface Wording {
	body: string;
	format?: "org.matrix.custom.html";
	formatted_body?: string;
	"m.mentions": { user_ids?: string[]; room?: true };
}

/** The content of a text message (spec: m.text, m.emote). */
export interface TextContent extends Wording, Record<string, unknown> {
	msgtype: "m.text" | "m.emote" | "m.notice";
}

const room = /(^|[\s(（，。])@room(?![\p{L}\p{N}_])/u;

/** Whether the text addresses everybody in the room. */
export const mentionsRoom = (text: string): boolean => room.test(text);

/** `/me waves` is an emote. `mayMentionRoom`: whether @room has an effect (a power level says so). */
export function contentOf(
	typed: string,
	mentions: readonly Mention[] = [],
	mayMentionRoom = false,
): TextContent {
	const emote = typed.startsWith("/me ");
	const words = wordingOf(emote ? typed.slice(4) : typed, mentions, mayMentionRoom);
	return { msgtype: emote ? "m.emote" : "m.text", ...words };
}

/** The same for words that are no message of their own, such as a caption. */
export function wordingOf(typed: string, mentions: readonly Mention[] = [], mayMentionRoom = false): Wording {
	const body = typed.trim();
	const meant = new Set(mentionRanges(body, mentions).map((one) => one.userId));
	const html = htmlOf(body, mentions);
	return {
		body,
		"m.mentions": {
			...(meant.size > 0 && { user_ids: [...meant] }),
			...(mayMentionRoom && mentionsRoom(body) && { room: true as const }),
		},
		...(html !== null && { format: "org.matrix.custom.html" as const, formatted_body: html }),
	};
}

/** Kinds of tokens that say no more than the plain text does. */
const plain = new Set(["paragraph", "text", "space", "br"]);

/** The text's Markdown as HTML; `null` where the plain text says the same. */
function htmlOf(text: string, mentions: readonly Mention[]): string | null {
	const marked = new Marked({ gfm: true, breaks: true, extensions: [mentionAs(mentions), spoiler] });
	marked.use({
		// Four spaces or a tab make no code: people paste indented lines. Fences and backticks do.
		tokenizer: { code: () => undefined },
		renderer: {
			// What looks like HTML was typed as text, and stays text.
			html: ({ text: raw }) => escaped(raw),
			// A picture would be fetched from a stranger: its address as a link does not.
			image: ({ href, text: words }) => `<a href="${escaped(href)}">${escaped(words || href)}</a>`,
			checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
		},
	});
	const tokens = marked.lexer(text);
	let rich = false;
	marked.walkTokens(tokens, (token) => {
		if (!plain.has(token.type) && !isBareLink(token)) rich = true;
	});
	if (!rich) return null;
	const html = marked.parser(tokens).trim();
	// One paragraph needs no frame: other clients put space around it.
	const [only] = tokens;
	return tokens.length === 1 && only?.type === "paragraph" ? html.replace(/^<p>([\s\S]*)<\/p>$/, "$1") : html;
}

function isBareLink(token: Token): boolean {
	return token.type === "link" && (token.raw === token.text || token.raw === token.href);
}

function mentionAs(mentions: readonly Mention[]): TokenizerAndRendererExtension {
	return {
		name: "mention",
		level: "inline",
		start: (source) => (mentions.length > 0 ? source.indexOf("@") : -1),
		tokenizer: (source) => {
			const found = mentionAt(source, mentions) ?? undefined;
			return found && { type: "mention", raw: `@${found.name}`, ...found };
		},
		renderer: (token) => `<a href="${matrixToLink(String(token.userId))}">${escaped(String(token.name))}</a>`,
	};
}

/** `||what is hidden||` */
const spoiler: TokenizerAndRendererExtension = {
	name: "spoiler",
	level: "inline",
	start: (source) => source.indexOf("||"),
	tokenizer(source) {
		const found = /^\|\|(?=\S)([^\n]{1,2000}?)(?<=\S)\|\|/.exec(source);
		if (!found?.[1]) return undefined;
		return { type: "spoiler", raw: found[0], tokens: this.lexer.inlineTokens(found[1]) };
	},
	renderer(token) {
		return `<span data-mx-spoiler>${this.parser.parseInline(token.tokens ?? [])}</span>`;
	},
};

function escaped(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}
