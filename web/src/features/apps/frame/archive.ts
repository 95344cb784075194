// Reads a .xdc file: a zip with an `index.html`, made by anybody. What is not a plain one is refused, with a reason that
// tells its author what to mend; the names in it only ever become keys of a map.
import type { ZipReader } from "@zip.js/zip.js";

/** A mini-app's file, taken apart. */
export interface Archive {
	/** From the manifest; null: it says none. */
	name: string | null;
	icon: Blob | null;
	manifest: Manifest;
	files: Map<string, Uint8Array>;
}

/** What of `manifest.toml` is known: two keys of webxdc 1.3, and our table of names in other languages. */
export interface Manifest {
	name?: string;
	/** `[causeway.name]`: by the code of the language. */
	names?: Record<string, string>;
	source_code_url?: string;
}

/** What can be wrong with one. */
export type ArchiveFault =
	| "notZip"
	| "noIndex"
	| "indexCase"
	| "tooLarge"
	| "tooMany"
	| "bomb"
	| "names"
	| "link"
	| "encrypted"
	| "twice"
	| "method"
	| "damaged";

/** Why a file is no mini-app; `detail` names the file in it that is wrong. */
export class ArchiveError extends Error {
	constructor(
		readonly fault: ArchiveFault,
		readonly detail = "",
	) {
		super(detail ? `${fault}: ${detail}` : fault);
	}
}

/** Bytes of the .xdc. */
const packedMax = 64_000_000;
/** Bytes of everything in it, and of one file. */
const unpackedMax = 256_000_000;
const filesMax = 5_000;
const nameMax = 255;
/** Deflate makes at most 1032 of one; what comes near it is a bomb, unless it is small. */
const ratioMax = 100;
const ratioFrom = 1_000_000;
/** Characters of the manifest that are read; it has two lines. */
const manifestMax = 64_000;
const titleMax = 80;
const iconMax = 2_000_000;

type Entry = Awaited<ReturnType<ZipReader<unknown>["getEntries"]>>[number];

/** Takes a file apart; throws an `ArchiveError`. */
export async function readArchive(bytes: Uint8Array): Promise<Archive> {
	if (bytes.length > packedMax) throw new ArchiveError("tooLarge");
	const zip = await import("./unzip");
	// Workers of the library would come from a blob: address, which the content security policy refuses.
	const reader = new zip.ZipReader(new zip.Uint8ArrayReader(bytes), { useWebWorkers: false });
	try {
		// Names as they are: `checked` refuses more than the library does, which mends some.
		const asked = reader.getEntries({ filenameValidation: "tolerant" });
		const entries = await asked.catch((error) => Promise.reject(asFault(error)));
		const files = await unpacked(checked(entries), () => new zip.Uint8ArrayWriter());
		return opened(files);
	} finally {
		await reader.close().catch(() => undefined);
	}
}

/** The files among the entries; nothing is unpacked before all of them are found fit. */
function checked(entries: Entry[]): Entry[] {
	if (entries.length > filesMax) throw new ArchiveError("tooMany");
	const seen = new Set<string>();
	let sum = 0;
	for (const entry of entries) {
		const name = entry.filename;
		if (!isPlain(name)) throw new ArchiveError("names", name);
		if (isLink(entry)) throw new ArchiveError("link", name);
		if (entry.encrypted) throw new ArchiveError("encrypted", name);
		// On a file system that takes no notice of case one would be written over the other.
		if (seen.has(name.toLowerCase())) throw new ArchiveError("twice", name);
		seen.add(name.toLowerCase());
		if (![0, 8].includes(entry.compressionMethod)) throw new ArchiveError("method", name);
		sum += entry.uncompressedSize;
		if (sum > unpackedMax) throw new ArchiveError("bomb", name);
		const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
		if (entry.uncompressedSize > ratioFrom && ratio > ratioMax) throw new ArchiveError("bomb", name);
	}
	const files = entries.filter((entry) => !entry.directory);
	if (!files.some((entry) => entry.filename === "index.html")) {
		const close = files.find((entry) => entry.filename.toLowerCase().endsWith("index.html"));
		throw close ? new ArchiveError("indexCase", close.filename) : new ArchiveError("noIndex");
	}
	return files;
}

/** A relative path with nothing in it that some system reads otherwise. */
function isPlain(name: string): boolean {
	const parts = name.replace(/\/$/, "").split("/");
	return (
		name.length <= nameMax &&
		// Control characters, what stands for letters that could not be read, and what Windows reads as a path.
		!/[\p{Cc}\uFFFD\\]|^[A-Za-z]:/u.test(name) &&
		parts.every((part) => part !== "" && part !== "." && part !== "..")
	);
}

/** A symbolic link, or another thing that is neither file nor folder (the type bits of Unix modes). */
function isLink(entry: Entry): boolean {
	const kind = ((entry.externalFileAttributes ?? 0) >>> 28) & 0xf;
	const madeOnUnix = (entry.versionMadeBy ?? 0) >> 8 === 3;
	return madeOnUnix && ![0, 8, 4].includes(kind);
}

async function unpacked(
	entries: Entry[],
	writer: () => import("@zip.js/zip.js").Uint8ArrayWriter,
): Promise<Map<string, Uint8Array>> {
	const files = new Map<string, Uint8Array>();
	for (const entry of entries) {
		if (entry.directory) continue;
		const bytes = await dataOf(entry, writer());
		files.set(entry.filename, bytes);
	}
	return files;
}

/** The bytes of one file; it may say that it has fewer than it has, which ends the unpacking. */
async function dataOf(
	entry: Extract<Entry, { directory: false }>,
	writer: import("@zip.js/zip.js").Uint8ArrayWriter,
): Promise<Uint8Array> {
	const stop = new AbortController();
	try {
		const bytes = await entry.getData(writer, {
			checkSignature: true,
			signal: stop.signal,
			onprogress: (done) => {
				if (done > entry.compressedSize + 1024) stop.abort();
				return undefined;
			},
		});
		if (bytes.length !== entry.uncompressedSize) throw new ArchiveError("damaged", entry.filename);
		return bytes;
	} catch (error) {
		throw error instanceof ArchiveError ? error : new ArchiveError("damaged", entry.filename);
	}
}

function asFault(error: unknown): ArchiveError {
	const words = error instanceof Error ? error.message : "";
	if (/encrypted/i.test(words)) return new ArchiveError("encrypted");
	return new ArchiveError(/format is not recognized|not found/i.test(words) ? "notZip" : "damaged");
}

function opened(files: Map<string, Uint8Array>): Archive {
	const manifest = manifestOf(files.get("manifest.toml"));
	return { name: manifest.name ?? null, icon: iconOf(files), manifest, files };
}

/** The two keys, and a table; other lines and tables are other hosts' business. */
function manifestOf(bytes: Uint8Array | undefined): Manifest {
	if (!bytes) return {};
	const text = new TextDecoder().decode(bytes.subarray(0, manifestMax));
	const manifest: Manifest = {};
	let table = "";
	for (const line of text.split(/\r?\n/)) {
		if (line.trimStart().startsWith("[")) table = line.trim();
		const found = /^\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(?:#.*)?$/.exec(line);
		const key = found?.[1] ?? "";
		const value = found?.[3] ?? unescaped(found?.[2] ?? "");
		const name = titleOf(value);
		if (table === "[causeway.name]") {
			if (name) manifest.names = { ...manifest.names, [key]: name };
		} else if (table) continue;
		else if (key === "name" && name) manifest.name = name;
		else if (key === "source_code_url" && /^https?:\/\//.test(value) && URL.canParse(value))
			manifest.source_code_url = value;
	}
	return manifest;
}

/** One line, no longer than there is room for. */
function titleOf(value: string): string {
	const plain = value.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, " ").trim();
	return [...plain].slice(0, titleMax).join("");
}

/** A basic string of TOML 1.0. */
function unescaped(text: string): string {
	const letters: Record<string, string> = {
		n: "\n",
		t: "\t",
		r: "\r",
		b: "\b",
		f: "\f",
		'"': '"',
		"\\": "\\",
	};
	return text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (_all, four, eight, letter) => {
		const point = Number.parseInt(four ?? eight ?? "", 16);
		if (Number.isNaN(point)) return letters[letter] ?? "";
		return point > 0x10ffff ? "\uFFFD" : String.fromCodePoint(point);
	});
}

/** `icon.png` or `icon.jpg`, if it is what it is called. */
function iconOf(files: Map<string, Uint8Array>): Blob | null {
	const kinds = [
		["icon.png", "image/png", [0x89, 0x50, 0x4e, 0x47]],
		["icon.jpg", "image/jpeg", [0xff, 0xd8, 0xff]],
	] as const;
	for (const [name, type, magic] of kinds) {
		const bytes = files.get(name);
		if (bytes && bytes.length <= iconMax && magic.every((byte, at) => bytes[at] === byte))
			return new Blob([new Uint8Array(bytes)], { type });
	}
	return null;
}
