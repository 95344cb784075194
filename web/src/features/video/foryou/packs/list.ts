// The list of packs (`GET feed/packs`): the only thing that is signed, since packs are named by their hash.
import { pathOn } from "../../shapes";
import { hash, list, record, text, whole } from "./fields";
import { refuse } from "./PackError";
import { type PoolName, poolOf } from "./read";

/** A file of a pack. */
export interface PackFile {
	/** SHA-256 of its bytes. */
	hash: string;
	bytes: number;
	/** On our own origin. */
	url: string;
}

/** A pool's newest pack. */
export interface Listed extends PackFile {
	pool: PoolName;
	epoch: number;
	count: number;
	/** Shorter ways from older packs. */
	deltas: readonly (PackFile & { from: string })[];
}

/** The list. */
export interface PackList {
	server: string;
	issued: number;
	expires: number;
	/** When there may be another. */
	next: number;
	packs: readonly Listed[];
	/** Base64 by id (`ed25519:…`). */
	keys: Readonly<Record<string, string>>;
	signatures: Readonly<Record<string, string>>;
}

/** As many bytes as a pack can have at most, by the limits of its parts. */
const mostBytes = 16 * 1024 * 1024;
const latest = 8.64e15;

/** Refuses what is no list. */
export function listOf(value: unknown, origin: string): PackList {
	const answer = record(value, "list");
	if (answer.version !== 1) refuse("another version");
	const server = text(answer.server, 255, "server");
	const time = (name: string) => whole(answer[name], 0, latest, name);
	return {
		server,
		issued: time("issued_ms"),
		expires: time("expires_ms"),
		next: time("next_ms"),
		packs: list(answer.packs, 64, "packs").map((one) => listedOf(one, origin)),
		keys: words(answer.verify_keys, "verify_keys"),
		signatures: words(record(answer.signatures, "signatures")[server], "signatures"),
	};
}

function listedOf(value: unknown, origin: string): Listed {
	const one = record(value, "pack");
	return {
		...fileOf(one, origin),
		pool: poolOf(one.pool),
		epoch: whole(one.epoch, 0, Number.MAX_SAFE_INTEGER, "epoch"),
		count: whole(one.count, 0, 4096, "count"),
		deltas: list(one.deltas ?? [], 64, "deltas").map((delta) => {
			const read = record(delta, "delta");
			return { ...fileOf(read, origin), from: hash(read.from) };
		}),
	};
}

function fileOf(one: Record<string, unknown>, origin: string): PackFile {
	const url = pathOn(text(one.url, 500, "url"), origin) ?? refuse("url: of another origin");
	return { hash: hash(one.hash), bytes: whole(one.bytes, 0, mostBytes, "bytes"), url };
}

function words(value: unknown, what: string): Record<string, string> {
	const pairs = Object.entries(record(value, what));
	if (pairs.length > 32) refuse(`${what}: too many`);
	return Object.fromEntries(pairs.map(([name, word]) => [name, text(word, 256, what)]));
}
