import { expect, test } from "vitest";
import { allowedType, dimensions } from "./mediaTypes";

const ascii = (text: string) => [...text].map((unit) => unit.charCodeAt(0));
const u32 = (n: number) => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

const png = (width: number, height: number) =>
	Uint8Array.from([
		0x89,
		...ascii("PNG\r\n\x1a\n"),
		...u32(13),
		...ascii("IHDR"),
		...u32(width),
		...u32(height),
	]);
const gif = (width: number, height: number) =>
	Uint8Array.from([...ascii("GIF89a"), width & 255, width >> 8, height & 255, height >> 8]);
const jpeg = (before: number[], width: number, height: number) =>
	Uint8Array.from([
		...[0xff, 0xd8, ...before, 0xff, 0xc0, 0, 17, 8],
		...[height >> 8, height & 255, width >> 8, width & 255, 3],
	]);
const avif = (...sizes: [number, number][]) =>
	Uint8Array.from([
		...[...u32(24), ...ascii("ftypavif"), ...u32(0), ...ascii("avifmif1")],
		...sizes.flatMap(([w, h]) => [...u32(20), ...ascii("ispe"), ...u32(0), ...u32(w), ...u32(h)]),
		...u32(0),
	]);

test("the bytes decide what a file is, not the claim", () => {
	expect(allowedType(png(1, 1), "text/html")).toBe("image/png");
	expect(allowedType(Uint8Array.from(ascii("<html><script>")), "image/png")).toBe("application/octet-stream");
	expect(allowedType(Uint8Array.from(ascii("<svg xmlns=")), "image/svg+xml")).toBe(
		"application/octet-stream",
	);
	expect(allowedType(Uint8Array.from(ascii("%PDF-1.7")), "application/pdf")).toBe("application/octet-stream");
	expect(allowedType(new Uint8Array(), "image/png")).toBe("application/octet-stream");
});

test("only in containers for both does the claim decide between sound and film", () => {
	const webm = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3]);
	expect(allowedType(webm, "audio/webm")).toBe("audio/webm");
	expect(allowedType(webm, "image/png")).toBe("video/webm");
	expect(allowedType(Uint8Array.from([0, 0, 0, 24, ...ascii("ftypM4A ")]))).toBe("audio/mp4");
});

test("sizes are read from headers", () => {
	expect(dimensions(png(640, 480))).toEqual({ width: 640, height: 480 });
	expect(dimensions(gif(320, 200))).toEqual({ width: 320, height: 200 });
	expect(dimensions(jpeg([], 800, 600))).toEqual({ width: 800, height: 600 });
	expect(dimensions(avif([4000, 3000], [512, 512]))).toEqual({ width: 4000, height: 3000 });
});

test("a JPEG's segments and padding before its size are walked over", () => {
	const exif = [0xff, 0xe1, 0, 8, ...ascii("Exif\0\0")];
	expect(dimensions(jpeg([...exif, 0xff, 0xff, 0xff], 800, 600))).toEqual({ width: 800, height: 600 });
	// An embedded preview's size inside a segment is not the picture's.
	const preview = [0xff, 0xe1, 0, 12, 0xff, 0xd8, 0xff, 0xc0, 0, 1, 0, 1, 0, 1];
	expect(dimensions(jpeg(preview, 8000, 6000))).toEqual({ width: 8000, height: 6000 });
});

test("truncated and hostile headers have no size", () => {
	expect(dimensions(png(640, 480).slice(0, 20))).toBeNull();
	expect(dimensions(png(0, 480))).toBeNull();
	expect(dimensions(Uint8Array.from([0xff, 0xd8, 0xff]))).toBeNull();
	expect(dimensions(Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1, 2, 3]))).toBeNull();
	expect(dimensions(Uint8Array.from([0xff, 0xd8, ...Array(5000).fill(0xff)]))).toBeNull();
	expect(dimensions(avif())).toBeNull();
	expect(dimensions(Uint8Array.from([...ascii("RIFF"), 0, 0, 0, 0, ...ascii("WEBPVP8X")]))).toBeNull();
});

test("a segment length of zero does not loop for ever", () => {
	expect(dimensions(Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, ...Array(100).fill(0)]))).toBeNull();
});
