// What a mini-app's page says over its port, and what of it is taken. Anything can come: the worker that reads it
// (bridge.worker.ts) hands on what has one of these shapes.
import type { SendingUpdate } from "../Instance";
import { checkUpdate } from "./checkUpdate";

/** What a mini-app asks for. */
export type AppMessage =
	| { type: "pong" }
	| { type: "sendUpdate"; update: SendingUpdate }
	| { type: "listen"; id: number; serial: number }
	| { type: "all"; id: number }
	| { type: "sendToChat"; id: number; text?: string; file?: File }
	| { type: "importFiles"; id: number; filter: ImportFilter }
	| { type: "joinRealtime" }
	| { type: "realtime"; data: ArrayBuffer }
	| { type: "leaveRealtime" }
	| { type: "link"; href: string };

/** Which files an app takes. */
export interface ImportFilter {
	extensions?: string[];
	mimeTypes?: string[];
	multiple?: boolean;
}

/** Bytes of one message of the realtime channel (webxdc 1.3). */
const realtimeMax = 128_000;
const textMax = 20_000;
const hrefMax = 4_000;
/** Bytes of a file for a chat. */
const fileMax = 100_000_000;
const filterMax = 50;

/** Where a link may lead out of an app. */
const schemes = ["https:", "http:", "mailto:", "tel:", "geo:"];

/** What is said, or null if it is nothing that an app may say; a string tells the app what was wrong. */
export function appMessage(data: unknown, updateMax: number): AppMessage | string | null {
	if (typeof data !== "object" || data === null) return null;
	const from = data as Record<string, unknown>;
	switch (from.type) {
		case "pong":
		case "joinRealtime":
		case "leaveRealtime":
			return { type: from.type };
		case "sendUpdate":
			return sentUpdate(from.update, updateMax);
		case "listen":
			return isId(from.id) ? { type: "listen", id: from.id, serial: serialOf(from.serial) } : null;
		case "all":
			return isId(from.id) ? { type: "all", id: from.id } : null;
		case "sendToChat":
			return isId(from.id) ? forChat(from.id, from) : null;
		case "importFiles":
			return isId(from.id) ? { type: "importFiles", id: from.id, filter: filterOf(from) } : null;
		case "realtime":
			return from.data instanceof ArrayBuffer && from.data.byteLength <= realtimeMax
				? { type: "realtime", data: from.data }
				: null;
		case "link":
			return outside(from.href);
		default:
			return null;
	}
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value);

function sentUpdate(text: unknown, max: number): AppMessage | string | null {
	// JSON of what fits has no more characters than bytes; nothing longer is parsed.
	if (typeof text !== "string") return null;
	if (text.length > max) return "an update is larger than sendUpdateMaxSize";
	let given: unknown;
	try {
		given = JSON.parse(text);
	} catch {
		return null;
	}
	const update = checkUpdate(given, max);
	if (update === "size") return "an update is larger than sendUpdateMaxSize";
	return update === "shape" ? null : { type: "sendUpdate", update };
}

const serialOf = (value: unknown): number =>
	Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0;

function forChat(id: number, { text, file }: Record<string, unknown>): AppMessage | null {
	const message: AppMessage = { type: "sendToChat", id };
	if (typeof text === "string" && text) message.text = text.slice(0, textMax);
	if (typeof file === "object" && file !== null) {
		const { name, blob } = file as Record<string, unknown>;
		if (typeof name !== "string" || !(blob instanceof Blob) || blob.size > fileMax) return null;
		message.file = new File([blob], fileName(name), { type: blob.type });
	}
	return message.text || message.file ? message : null;
}

/** The last part of a path, without what no file is called. */
function fileName(name: string): string {
	const last = name.split(/[/\\]/).at(-1) ?? "";
	return last.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, "").slice(-200) || "file";
}

function filterOf({ extensions, mimeTypes, multiple }: Record<string, unknown>): ImportFilter {
	const words = (value: unknown): string[] =>
		Array.isArray(value)
			? value.filter((one) => typeof one === "string" && one.length < 100).slice(0, filterMax)
			: [];
	const filter: ImportFilter = { multiple: multiple === true };
	if (words(extensions).length > 0) filter.extensions = words(extensions);
	if (words(mimeTypes).length > 0) filter.mimeTypes = words(mimeTypes);
	return filter;
}

function outside(href: unknown): AppMessage | null {
	if (typeof href !== "string" || href.length > hrefMax || !URL.canParse(href)) return null;
	const url = new URL(href);
	return schemes.includes(url.protocol) ? { type: "link", href: url.href } : null;
}
