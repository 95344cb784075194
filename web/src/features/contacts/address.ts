// Addresses of people and groups, however they come: typed, pasted, or read from a QR code. Whatever is not one of the
// known forms, to the letter, is nothing: what is read here decides whom a person writes to.

/** What an address leads to. */
export type Address =
	| { kind: "person"; userId: string }
	| { kind: "room"; id: string; via: readonly string[] }
	| { kind: "invitation"; token: string };

/** Where we are: what a link without a server's name belongs to. */
export interface Here {
	/** `location.origin` */
	origin: string;
	/** The server behind the colon of our user ids. */
	serverName: string;
}

/** Nothing that leads somewhere is longer (an id has 255 bytes at most). */
const lengthMax = 2048;
/** Control characters, spaces, and characters that turn the text around them. */
const strange = /[\p{Cc}\p{Cf}\p{Z}]/u;
const server = /^(?:[A-Za-z0-9.-]{1,230}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
/** Also the characters of historical user ids (spec: user identifiers). */
const local = /^[\x21-\x39\x3B-\x7E]+$/;
const viaMax = 5;

/** Reads an address; `null` for everything else. */
export function parseAddress(text: string, here: Here): Address | null {
	const bare = text.trim();
	if (!bare || bare.length > lengthMax || strange.test(bare)) return null;
	if (/^[@#!]/.test(bare)) return identifier(bare, [], here.serverName);
	if (/^matrix:/i.test(bare)) return matrixUri(bare, here);
	if (/^https?:\/\//i.test(bare)) return webLink(bare, here);
	return null;
}

/** `@user:server`, `@user` (of this server), `#alias:server`, `!room:server`, `!room` (room version 12). */
function identifier(id: string, via: readonly string[], ownServer: string | null): Address | null {
	if (id.length > 255 || strange.test(id)) return null;
	const [, sigil, name, host] = /^([@#!])([^:]+)(?::(.+))?$/s.exec(id) ?? [];
	if (!name || (host !== undefined && !server.test(host))) return null;
	if (sigil === "@") {
		if (!local.test(name)) return null;
		const home = host ?? ownServer;
		return home ? { kind: "person", userId: `@${name}:${home}` } : null;
	}
	if (sigil === "#") {
		const home = host ?? ownServer;
		return home ? { kind: "room", id: `#${name}:${home}`, via } : null;
	}
	return { kind: "room", id, via };
}

/** `matrix:u/user:server`, `matrix:r/alias:server`, `matrix:roomid/room:server?via=…` (spec: matrix URI scheme). */
function matrixUri(text: string, here: Here): Address | null {
	const [, kind, path, query] =
		/^matrix:(u|r|roomid)\/([^/?#]+)(?:\/e\/[^/?#]+)?(?:\?([^#]*))?$/i.exec(text) ?? [];
	const name = path && decoded(path);
	if (!kind || !name) return null;
	const sigil = { u: "@", r: "#", roomid: "!" }[kind.toLowerCase()];
	if (sigil !== "!" && !name.includes(":")) return null;
	return identifier(`${sigil}${name}`, viaOf(query ?? ""), here.serverName);
}

function webLink(text: string, here: Here): Address | null {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return null;
	}
	// A name before the host is there to deceive.
	if (url.username || url.password) return null;
	if (url.host === "matrix.to" && url.protocol === "https:") return matrixTo(url);
	const own = url.origin === here.origin;
	if (!own && url.protocol !== "https:") return null;
	return ownLink(url, own ? here.serverName : url.host, own);
}

/** `https://matrix.to/#/@user:server`, also with an event and `?via=` behind. */
function matrixTo(url: URL): Address | null {
	const [path = "", query = ""] = url.hash.replace(/^#\//, "").split("?", 2);
	const id = decoded(path.split("/")[0] ?? "");
	return id && /^[@#!]/.test(id) ? identifier(id, viaOf(query), null) : null;
}

/** `/@user`, `/contacts/@user:server`, `/chat/{room}`, `/join/{token}` of a Causeway server. */
function ownLink(url: URL, serverName: string, own: boolean): Address | null {
	const parts = url.pathname.split("/").filter(Boolean).map(decoded);
	const [first, second] = parts;
	if (!first || parts.length > 2) return null;
	if (first.startsWith("@") && parts.length === 1) return identifier(first, [], serverName);
	if (first === "contacts" && second?.startsWith("@")) return identifier(second, [], serverName);
	if (first === "chat" && second && /^[#!]/.test(second)) {
		const found = identifier(second, viaOf(url.search.slice(1)), serverName);
		// A room of another server is reached through that server.
		return found?.kind === "room" && !own && found.via.length === 0 ? { ...found, via: [serverName] } : found;
	}
	if (own && first === "join" && second && /^[\w.~-]{1,64}$/.test(second))
		return { kind: "invitation", token: second };
	return null;
}

function viaOf(query: string): string[] {
	return new URLSearchParams(query)
		.getAll("via")
		.filter((name) => server.test(name))
		.slice(0, viaMax);
}

function decoded(part: string): string | null {
	try {
		return decodeURIComponent(part);
	} catch {
		return null;
	}
}
