// What an app hands over as an update is anything at all: it is taken apart, and what the specification knows is kept.
import type { SendingUpdate } from "../Instance";

/** Characters kept of the line for the chat; the specification asks apps for about 50. */
const INFO_MAX = 200;
/** Characters kept of document and summary; the specification asks apps for about 20. */
const SHORT_MAX = 80;
/** Characters kept of a link into the app. */
const HREF_MAX = 2000;
/** People that one update may notify. */
const NOTIFY_MAX = 100;

/** Why an update is refused. */
export type UpdateFault = "shape" | "size";

/** The update with nothing in it that the specification does not know, or why it is none. */
export function checkUpdate(given: unknown, bytesMax: number): SendingUpdate | UpdateFault {
	if (typeof given !== "object" || given === null) return "shape";
	const from = given as Record<string, unknown>;
	const payload = asJson(from.payload);
	if (payload === undefined) return "shape";
	const update: SendingUpdate = { payload };
	const info = line(from.info, INFO_MAX);
	const document = line(from.document, SHORT_MAX);
	const summary = line(from.summary, SHORT_MAX);
	const href = localLink(from.href);
	const notify = notices(from.notify);
	if (info) update.info = info;
	if (href) update.href = href;
	if (document !== undefined) update.document = document;
	if (summary !== undefined) update.summary = summary;
	if (notify) update.notify = notify;
	return bytesOf(update) > bytesMax ? "size" : update;
}

/** Bytes of the update as JSON. */
function bytesOf(update: SendingUpdate): number {
	return new TextEncoder().encode(JSON.stringify(update)).length;
}

/** As it comes out of JSON: structured clones also hold maps, dates and cycles. */
function asJson(value: unknown): unknown {
	try {
		const text = JSON.stringify(value);
		return text === undefined ? undefined : JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Plain text in one line. */
function line(value: unknown, max: number): string | undefined {
	if (typeof value !== "string") return undefined;
	// Control characters, and those that turn the direction of what follows.
	const plain = value.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, " ").trim();
	return [...plain].slice(0, max).join("");
}

/** A link within the app: relative, and no other scheme or host. */
function localLink(value: unknown): string | undefined {
	if (typeof value !== "string" || value.length > HREF_MAX) return undefined;
	const base = "https://app.invalid/";
	if (!URL.canParse(value, base)) return undefined;
	const url = new URL(value, base);
	return url.origin === new URL(base).origin ? url.pathname.slice(1) + url.search + url.hash : undefined;
}

function notices(value: unknown): Record<string, string> | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const kept: [string, string][] = [];
	for (const [address, text] of Object.entries(value).slice(0, NOTIFY_MAX)) {
		const words = line(text, INFO_MAX);
		if (words && address.length <= 256) kept.push([address, words]);
	}
	return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
