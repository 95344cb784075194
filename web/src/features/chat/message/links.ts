// Addresses in plain text: where they begin and end, and what a Matrix address points at.

/** A piece of a text: words, or an address to follow. */
export interface TextPart {
	text: string;
	href?: string;
}

/** Starts of addresses; a bare `www.` is meant as https. */
const pattern =
	/\b(?:https?:\/\/|mailto:|matrix:(?:u|r|roomid)\/|www\.(?=[\p{L}\p{N}]))[^\s<>"“”「」『』，。；：！？、（）【】]+/giu;

/** Splits a text into words and addresses. Punctuation after an address belongs to the sentence. */
export function linkParts(text: string): TextPart[] {
	const parts: TextPart[] = [];
	let done = 0;
	for (const match of text.matchAll(pattern)) {
		const address = trimmed(match[0]);
		const href = /^www\./i.test(address) ? `https://${address}` : address;
		if (!isAddress(href)) continue;
		if (match.index > done) parts.push({ text: text.slice(done, match.index) });
		parts.push({ text: address, href });
		done = match.index + address.length;
	}
	if (done < text.length) parts.push({ text: text.slice(done) });
	return parts;
}

/** The first web address of a text, for a preview. */
export function firstWebLink(text: string): string | null {
	return (
		linkParts(text).find((part) => /^https?:/i.test(part.href ?? "") && !matrixLink(part.href ?? ""))?.href ??
		null
	);
}

/** Without what ends a sentence: dots, quotes, and a bracket that was opened before the address. */
function trimmed(address: string): string {
	let end = address.length;
	while (end > 0) {
		const last = address[end - 1] ?? "";
		if (".,;:!?'*_~|".includes(last)) end -= 1;
		else if (last === ")" && count(address, ")", end) > count(address, "(", end)) end -= 1;
		else if (last === "]" && count(address, "]", end) > count(address, "[", end)) end -= 1;
		else break;
	}
	return address.slice(0, end);
}

function count(text: string, character: string, end: number): number {
	let found = 0;
	for (let i = 0; i < end; i += 1) if (text[i] === character) found += 1;
	return found;
}

function isAddress(href: string): boolean {
	const url = URL.parse(href);
	if (!url) return false;
	return url.protocol === "http:" || url.protocol === "https:"
		? url.hostname !== ""
		: url.pathname.length > 2;
}

/** What a matrix.to or matrix: address points at (spec: appendices, URIs). */
export type MatrixTarget =
	| { kind: "person"; userId: string }
	| { kind: "room"; idOrAlias: string; eventId: string | null; via: string[] };

/** `null`: an address of something else. */
export function matrixLink(href: string): MatrixTarget | null {
	const url = URL.parse(href);
	if (!url) return null;
	try {
		if (url.protocol === "matrix:") return matrixUri(url);
		if (url.hostname === "matrix.to" && url.hash.startsWith("#/")) return matrixTo(url.hash.slice(2));
	} catch {
		// A percent sign that stands for nothing: no address of ours.
	}
	return null;
}

function matrixTo(rest: string): MatrixTarget | null {
	const [path = "", query = ""] = rest.split("?");
	const [first = "", second] = path.split("/").map(decodeURIComponent);
	return target(first, second ?? null, query);
}

function matrixUri(url: URL): MatrixTarget | null {
	const [kind, id = "", , event] = url.pathname.split("/").map(decodeURIComponent);
	const sigil = { u: "@", user: "@", r: "#", room: "#", roomid: "!" }[kind ?? ""];
	return sigil ? target(sigil + id, event ? `$${event}` : null, url.search.slice(1)) : null;
}

function target(id: string, eventId: string | null, query: string): MatrixTarget | null {
	if (/^@[^:\s]*:\S+$/.test(id)) return { kind: "person", userId: id };
	if (!/^[!#]\S+$/.test(id)) return null;
	return {
		kind: "room",
		idOrAlias: id,
		eventId: eventId?.startsWith("$") ? eventId : null,
		via: new URLSearchParams(query).getAll("via"),
	};
}

/** The address of a person or of a room for other people's clients (spec: matrix.to navigation). */
export function matrixToLink(id: string, eventId?: string, via: readonly string[] = []): string {
	const query = via.map((server) => `via=${encodeURIComponent(server)}`).join("&");
	return `https://matrix.to/#/${encodeURIComponent(id)}${eventId ? `/${encodeURIComponent(eventId)}` : ""}${query && `?${query}`}`;
}
