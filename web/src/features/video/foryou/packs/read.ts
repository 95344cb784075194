// The reader of packs. Whatever the bytes are: a pack, or a PackError; nothing is believed before it was checked.
import { hash, list, oneOf, orNull, record, text, videoId, whole } from "./fields";
import { type Item, itemOf } from "./items";
import { PackError, refuse } from "./PackError";

/** Numbers of a video's four vectors, one after the other: taste in, taste out, next in, next out. */
export const dims = 64;
export const vectorBytes = 4 * dims;

/** What a pack is allowed to be. */
export const limits = { header: 64 * 1024, items: 8 * 1024 * 1024, count: 4096 };

const levels = ["general", "sensitive"] as const;

/** Whom a pack is for. */
export interface PoolName {
	/** `null`: all languages together. */
	language: string | null;
	level: (typeof levels)[number];
}

/** What a step of a vector's number is worth. */
export interface Scales {
	tasteIn: number;
	tasteOut: number;
	nextIn: number;
	nextOut: number;
}

/** The beginning of a pack. */
export interface Header {
	server: string;
	pool: PoolName;
	epoch: number;
	/** Of a delta: the pack that it changes. */
	base: string | null;
	/** Of what was learnt. */
	model: string;
	scales: Scales;
	count: number;
	/** Of a delta: videos that are gone. */
	removed: readonly string[];
}

/** A pack that was read. */
export interface Pack {
	header: Header;
	items: readonly Item[];
	/** `vectorBytes` for each item. */
	vectors: Int8Array;
}

/** Reads a pack of either kind; `kind`: which was expected. */
export function readPack(bytes: Uint8Array, kind: "full" | "delta"): Pack {
	try {
		return read(bytes, kind);
	} catch (error) {
		if (error instanceof PackError) throw error;
		throw new PackError(`unreadable: ${String(error)}`);
	}
}

function read(bytes: Uint8Array, kind: "full" | "delta"): Pack {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes.length < 16 || view.getUint32(0, false) !== 0x43574650) refuse("no pack");
	if (view.getUint8(4) !== 1) refuse("another version");
	if (view.getUint8(5) !== (kind === "full" ? 0 : 1)) refuse("the other kind");
	if (view.getUint16(6, true) !== 0) refuse("no zero");
	const header = part(bytes, 8, limits.header);
	const items = part(bytes, header.end, limits.items);
	return packOf(header.json, items.json, bytes.subarray(items.end), kind);
}

/** A length, and so many bytes of JSON. */
function part(bytes: Uint8Array, at: number, most: number): { json: unknown; end: number } {
	if (bytes.length - at < 4) refuse("cut off");
	const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
	if (size > most || size > bytes.length - at - 4) refuse("too long");
	const end = at + 4 + size;
	const json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at + 4, end)));
	return { json, end };
}

/** A pack of its parts; also of those that were kept. */
export function packOf(header: unknown, items: unknown, vectors: Uint8Array, kind: "full" | "delta"): Pack {
	const read = headerOf(header, kind);
	const all = list(items, limits.count, "items").map(itemOf);
	if (all.length !== read.count) refuse("another number of items");
	if (vectors.length !== all.length * vectorBytes) refuse("another number of vectors");
	all.forEach((one, i) => {
		const before = all[i - 1];
		if (before && before.id >= one.id) refuse("not in the order of ids");
	});
	// A copy: what it was read from may be large, and must not change it.
	return { header: read, items: all, vectors: new Int8Array(vectors) };
}

function headerOf(value: unknown, kind: "full" | "delta"): Header {
	const header = record(value, "header");
	if (header.dims !== dims) refuse("another number of dimensions");
	const base = orNull(header.base, hash);
	if ((base === null) !== (kind === "full")) refuse("base");
	return {
		server: text(header.server, 255, "server"),
		pool: poolOf(header.pool),
		epoch: whole(header.epoch, 0, Number.MAX_SAFE_INTEGER, "epoch"),
		base,
		model: text(header.model, 128, "model"),
		scales: scalesOf(header.scales),
		count: whole(header.count, 0, limits.count, "count"),
		removed: list(header.removed ?? [], limits.count, "removed").map(videoId),
	};
}

/** Which pool. */
export function poolOf(value: unknown): PoolName {
	const pool = record(value, "pool");
	return {
		language: orNull(pool.language, (one) => text(one, 35, "language")),
		level: oneOf(pool.level, levels, "level"),
	};
}

function scalesOf(value: unknown): Scales {
	const scales = record(value, "scales");
	const read = (name: string): number => {
		const number = Number(text(scales[name], 32, name).match(/^\d+(?:\.\d+)?(?:e-?\d{1,2})?$/)?.[0]);
		return number >= 0 && number <= 1e6 ? number : refuse(`${name}: no scale`);
	};
	return {
		tasteIn: read("taste_in"),
		tasteOut: read("taste_out"),
		nextIn: read("next_in"),
		nextOut: read("next_out"),
	};
}
