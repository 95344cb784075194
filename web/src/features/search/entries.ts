// What of an event can be searched, as plain words.

/** One message for the index. */
export interface Entry {
	eventId: string;
	roomId: string;
	sender: string;
	/** Unix milliseconds. */
	ts: number;
	text: string;
	kind: EntryKind;
	/** The message whose words these replace. */
	edits?: string;
}
/** For the sign beside a result. */
export type EntryKind = "text" | "image" | "video" | "audio" | "file" | "poll" | "location";

/** The plain parts of an event (spec: room events, after decryption). */
export interface Plain {
	eventId: string;
	roomId: string;
	sender: string;
	ts: number;
	type: string;
	content: Record<string, unknown>;
}

const textMax = 8_000;
const kinds: Record<string, EntryKind> = {
	"m.image": "image",
	"m.video": "video",
	"m.audio": "audio",
	"m.file": "file",
	"m.location": "location",
};

/** `null` where there is nothing to find. */
export function entryOf({ type, content, ...rest }: Plain): Entry | null {
	const relation = content["m.relates_to"] as { rel_type?: unknown; event_id?: unknown } | undefined;
	if (relation?.rel_type === "m.replace" && typeof relation.event_id === "string") {
		const replaced = content["m.new_content"];
		if (typeof replaced !== "object" || replaced === null) return null;
		const inner = entryOf({ ...rest, type, content: replaced as Record<string, unknown> });
		return inner && { ...inner, edits: relation.event_id };
	}
	const text = wordsOf(type, content).trim().slice(0, textMax);
	if (!text) return null;
	const kind = type.endsWith("poll.start") ? "poll" : (kinds[String(content.msgtype)] ?? "text");
	return { ...rest, text, kind };
}

function wordsOf(type: string, content: Record<string, unknown>): string {
	if (type === "m.room.message") {
		const body = "formatted_body" in content ? withoutMarks(plain(content.body)) : plain(content.body);
		const name = plain(content.filename);
		// A caption and the name of the file, where they differ (spec: media captions).
		return withoutQuote(name && name !== body ? `${body}\n${name}` : body);
	}
	if (type.endsWith("poll.start")) return pollWords(content);
	return "";
}

function pollWords(content: Record<string, unknown>): string {
	const poll = (content["m.poll"] ?? content["org.matrix.msc3381.poll.start"]) as
		| { question?: unknown; answers?: unknown }
		| undefined;
	const answers = Array.isArray(poll?.answers) ? poll.answers.slice(0, 20) : [];
	return [poll?.question, ...answers].map(extensible).filter(Boolean).join("\n");
}

/** Words of an extensible event (MSC1767): stable, or as polls had them first. */
function extensible(part: unknown): string {
	if (typeof part !== "object" || part === null) return "";
	const { body, ...rest } = part as Record<string, unknown>;
	const stable = rest["m.text"];
	if (Array.isArray(stable)) return plain((stable[0] as { body?: unknown } | undefined)?.body);
	return plain(rest["org.matrix.msc1767.text"]) || plain(body);
}

const plain = (value: unknown): string => (typeof value === "string" ? value : "");

/** What was meant by Markdown. There is no DOM in a worker that could take the words from the HTML. */
function withoutMarks(body: string): string {
	return body
		.replace(/```[\w-]*\n?|`|\*\*|__|~~/g, "")
		.replace(/(?<![\w*_])([*_])(?=\S)([^*_\n]+)\1(?![\w*_])/g, "$2")
		.replace(/^#{1,6} /gm, "")
		.replace(/\[([^\]\n]*)\]\([^)\s]*\)/g, "$1");
}

/** A reply's body without the quotation that older clients put before it (spec: rich replies, fallback). */
function withoutQuote(body: string): string {
	return body.startsWith("> <") ? body.replace(/^(> .*\n)+\n?/, "") : body;
}
