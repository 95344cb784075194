import { expect, test } from "vitest";
import { filmWithoutMetadata } from "./filmMetadata";
import { withoutMetadata } from "./metadata";

const ascii = (text: string) => [...text].map((unit) => unit.charCodeAt(0));
const u32 = (n: number) => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const little = (n: number) => u32(n).reverse();
const bytesOf = async (blob: Blob | null) => [
	...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)),
];
const contains = (all: number[], part: string) =>
	all
		.map((b) => String.fromCharCode(b))
		.join("")
		.includes(part);

const segment = (marker: number, body: number[]) => [
	0xff,
	marker,
	(body.length + 2) >> 8,
	(body.length + 2) & 255,
	...body,
];
const exif = (orientation: number) =>
	segment(0xe1, [
		...ascii("Exif\0\0"),
		...[...ascii("II"), 42, 0, 8, 0, 0, 0, 2, 0],
		...[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0],
		...[0x25, 0x88, 4, 0, 1, 0, 0, 0, 99, 0, 0, 0],
		...ascii("GPS 22.3N 114.2E"),
	]);
const jpeg = (segments: number[], after: number[] = []) =>
	Uint8Array.from([
		...[0xff, 0xd8, ...segments],
		...segment(0xdb, [1, 2, 3]),
		...segment(0xda, [9, 9]),
		...[0x12, 0xff, 0x00, 0x34, 0xff, 0xd1, 0x56, 0xff, 0xd9],
		...after,
	]);

test("a JPEG loses its place, its comments and what hangs after it, and keeps its pixels", async () => {
	const dirty = jpeg(
		[...exif(1), ...segment(0xfe, ascii("secret")), ...segment(0xe2, ascii("MPF\0"))],
		ascii("a film"),
	);
	const clean = await bytesOf(withoutMetadata(dirty, "image/jpeg"));
	expect(clean).toEqual([...jpeg([])]);
});

test("a JPEG keeps how it is turned, and its colours", async () => {
	const profile = segment(0xe2, ascii("ICC_PROFILE\0..."));
	const clean = await bytesOf(withoutMetadata(jpeg([...exif(6), ...profile]), "image/jpeg"));
	expect(contains(clean, "GPS")).toBe(false);
	expect(contains(clean, "ICC_PROFILE")).toBe(true);
	// The tag, its type, one value: 6.
	expect(clean.join(" ")).toContain("1 18 0 3 0 0 0 1 0 6");
});

test("damaged pictures are not passed on as they are", () => {
	expect(withoutMetadata(jpeg([0xff, 0xe1, 0xff, 0xff]), "image/jpeg")).toBeNull();
	expect(withoutMetadata(jpeg([]).slice(0, 20), "image/jpeg")).toBeNull();
	expect(
		withoutMetadata(Uint8Array.from([0x89, ...ascii("PNG\r\n\x1a\n"), ...u32(999)]), "image/png"),
	).toBeNull();
	expect(withoutMetadata(jpeg([]), "image/avif")).toBeNull();
});

test("a PNG loses its words and keeps its chunks for drawing", async () => {
	const chunk = (name: string, body: number[]) => [...u32(body.length), ...ascii(name), ...body, 0, 0, 0, 0];
	const start = [0x89, ...ascii("PNG\r\n\x1a\n"), ...chunk("IHDR", [1, 2])];
	const end = [...chunk("IDAT", [5]), ...chunk("IEND", [])];
	const dirty = [...start, ...chunk("tEXt", ascii("Author me")), ...chunk("eXIf", ascii("GPS")), ...end];
	expect(await bytesOf(withoutMetadata(Uint8Array.from(dirty), "image/png"))).toEqual([...start, ...end]);
});

test("a WebP loses Exif, and its header no longer announces it", async () => {
	const chunk = (name: string, body: number[]) => [...ascii(name), ...little(body.length), ...body];
	const riff = (flags: number, more: number[]) => {
		const inside = [...ascii("WEBP"), ...chunk("VP8X", [flags, 0, 0, 0]), ...chunk("VP8 ", [1, 2]), ...more];
		return [...ascii("RIFF"), ...little(inside.length), ...inside];
	};
	const dirty = riff(0x1c, chunk("EXIF", ascii("GPS!")));
	expect(await bytesOf(withoutMetadata(Uint8Array.from(dirty), "image/webp"))).toEqual(riff(0x10, []));
});

test("a film loses where it was taken, and nothing in it moves", async () => {
	const box = (name: string, body: number[]) => [...u32(body.length + 8), ...ascii(name), ...body];
	const film = (udta: number[]) => [
		...box("ftyp", ascii("isom")),
		...box("moov", [...box("mvhd", [1, 2]), ...box("trak", udta), ...udta]),
		...box("mdat", ascii("pictures")),
	];
	const dirty = film(box("udta", ascii("+22.3+114.2/")));
	const clean = await bytesOf(await filmWithoutMetadata(new Blob([Uint8Array.from(dirty)])));
	expect(clean).toEqual(film(box("free", Array(12).fill(0))));
	const cut = new Blob([Uint8Array.from(dirty.slice(0, 40))]);
	expect(await filmWithoutMetadata(cut)).toBeNull();
});
