// The events of mini-apps, written and read (docs/developer/mini-apps-in-rooms.md). Everything in them is a stranger's claim.
import { byLanguage } from "@/lib/byLanguage";
import { deflated, inflated } from "./deflate";

/** The type of the file. */
export const fileType = "application/webxdc+zip";
/** Marks the message that is a mini-app; also the type of the relation of all that belongs to it. */
export const mark = "io.causeway.xdc";
/** One or several updates. */
export const updateType = "io.causeway.xdc.update";

/** What an app tells its other instances (webxdc: sendUpdate). */
export interface AppUpdate {
	payload: unknown;
	info?: string;
	href?: string;
	document?: string;
	summary?: string;
	notify?: Record<string, string>;
}

/** An update in an event: with an id of its sender's own, and the sender's address in this app. */
export interface WireUpdate extends AppUpdate {
	id: string;
	addr: string;
}

/** What a message says about the mini-app in it. */
export interface AppFacts {
	name: string;
	/** What it is called in other languages, by their codes. */
	names?: Readonly<Record<string, string>>;
	/** Of the file, in hexadecimal digits; `null`: its sender did not say. */
	sha256: string | null;
}

type Json = Record<string, unknown>;

const object = (value: unknown): Json =>
	typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Words of a stranger's in one line, no longer than there is room for. */
function line(value: unknown, most: number): string | undefined {
	if (typeof value !== "string") return undefined;
	// Characters that turn the text around them could make a line say something else (Unicode bidi).
	const plain = value
		.replaceAll(/[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF]/g, "")
		.replaceAll(/\s+/g, " ")
		.trim();
	return [...plain].slice(0, most).join("") || undefined;
}

const nameMax = 60;
const languagesMax = 32;

/** The mini-app in a message; `null`: there is none. */
export function appIn(content: Json): AppFacts | null {
	if (content.msgtype !== "m.file") return null;
	const marked = content[mark];
	const { name, names, sha256 } = object(marked);
	if (marked === undefined && object(content.info).mimetype !== fileType) return null;
	const file = line(content.filename ?? content.body, nameMax + 4)?.replace(/\.xdc$/i, "");
	return {
		name: line(name, nameMax) ?? file ?? "?",
		...(names !== undefined && { names: namesIn(names) }),
		sha256: typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null,
	};
}

function namesIn(value: unknown): Record<string, string> {
	const pairs = Object.entries(object(value)).slice(0, languagesMax);
	return Object.fromEntries(
		pairs.flatMap(([code, name]) => {
			const plain = line(name, nameMax);
			return plain ? [[code, plain] as const] : [];
		}),
	);
}

/** What it is called for a reader of this language. */
export const appName = ({ name, names = {} }: AppFacts, language: string): string =>
	byLanguage(names, language) ?? name;

/** What is added to the message of a file. */
export const appMark = (facts: AppFacts): Json => ({ [mark]: facts });

/** The mini-app that an event belongs to, by the relation inside the encryption. */
export function appOf(content: Json): string | null {
	const { rel_type: type, event_id: id } = object(content["m.relates_to"]);
	return type === mark && typeof id === "string" && id.startsWith("$") ? id : null;
}

/** Whether an event is one of the mini-apps', decrypted or not. */
export function belongsToApps(event: { getWireContent(): object }): boolean {
	return object((event.getWireContent() as Json)["m.relates_to"]).rel_type === mark;
}

/** Whether it is of one of them, decrypted or not. */
export function belongsToApp(event: { getWireContent(): object }, appId: string): boolean {
	return appOf(event.getWireContent() as Json) === appId;
}

/** A relative address within the app: nothing that leads elsewhere. */
function hrefOf(value: unknown): string | undefined {
	if (typeof value !== "string" || value.length > 2000) return undefined;
	const inside = URL.parse(value, "https://app.invalid/");
	if (inside?.origin !== "https://app.invalid" || inside.username) return undefined;
	return `${inside.pathname.slice(1)}${inside.search}${inside.hash}` || undefined;
}

function notifyOf(value: unknown): Record<string, string> | undefined {
	const pairs = Object.entries(object(value))
		.slice(0, 100)
		.flatMap(([whom, words]) => {
			const plain = line(words, 200);
			return plain ? [[whom.slice(0, 255), plain] as const] : [];
		});
	return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
}

/** What of an update is as it should be. */
function cleaned(update: Json): AppUpdate {
	const clean: AppUpdate = { payload: update.payload ?? null };
	const info = line(update.info, 120);
	const href = hrefOf(update.href);
	const document = line(update.document, 60);
	const summary = line(update.summary, 60);
	const notify = notifyOf(update.notify);
	if (info) clean.info = info;
	if (href) clean.href = href;
	if (document) clean.document = document;
	if (summary) clean.summary = summary;
	if (notify) clean.notify = notify;
	return clean;
}

/** More updates in one event than anybody would gather. */
const mostTogether = 1000;

/** The updates in an event; empty for what holds none. */
export async function updatesIn(content: Json): Promise<WireUpdate[]> {
	const text = typeof content.update === "string" ? content.update : await inflated(content.update_deflate);
	if (text === null) return [];
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return [];
	}
	const list = Array.isArray(parsed) ? parsed.slice(0, mostTogether) : [parsed];
	return list.flatMap((one) => {
		const update = object(one);
		if (!("payload" in update)) return [];
		const id = typeof update.id === "string" ? update.id.slice(0, 64) : "";
		const addr = typeof update.addr === "string" ? update.addr.slice(0, 64) : "";
		return [{ ...cleaned(update), id, addr }];
	});
}

/** Bytes of UTF-8. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * The most bytes of the updates within a content: encryption makes four of three, and an event has at most 65,536
 * (spec: size limits).
 */
const plainMax = 44_000;

/** Whom an update calls, by user id, and with which words. */
export type Calls = Record<string, string>;

/** The content of an event with updates. `calls`: people whom it should reach though they do not look. */
export async function updateContent(
	appId: string,
	updates: readonly WireUpdate[],
	calls: Calls,
): Promise<Json> {
	const text = JSON.stringify(updates.length === 1 ? updates[0] : updates);
	// A string of JSON within JSON: its quotes are escaped, which can double it.
	const packed =
		bytesOf(JSON.stringify(text)) <= plainMax ? { update: text } : { update_deflate: await deflated(text) };
	const called = Object.keys(calls);
	return {
		...packed,
		...infoOf(updates),
		// The relation stays readable for the server, which finds the events of an app by it, and pushes to nobody but them.
		"m.relates_to": { rel_type: mark, event_id: appId, ...(called.length > 0 && { notify: called }) },
		...(called.length > 0 && { notify: calls, "m.mentions": { user_ids: called } }),
	};
}

/** The words that call somebody, if the event does. */
export function callFor(content: Json, userId: string): string | null {
	return line(object(content.notify)[userId], 200) ?? null;
}

/** Of several, the last one that has something to say to the chat. */
function infoOf(updates: readonly WireUpdate[]): Json {
	const last = updates.findLast((one) => one.info);
	return last ? { info: { text: last.info, ...(last.href && { href: last.href }) } } : {};
}

/** The line for the chat, and where in the app it leads. */
export function infoIn(content: Json): { text: string; href: string | undefined } | null {
	const { text, href } = object(content.info);
	const plain = line(text, 120);
	return plain ? { text: plain, href: hrefOf(href) } : null;
}
