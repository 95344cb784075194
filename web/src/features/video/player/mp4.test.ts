import { expect, test } from "vitest";
import { lateBy } from "./mp4";

function box(type: string, ...inside: (number[] | Uint8Array)[]): Uint8Array {
	const body = inside.flatMap((part) => [...part]);
	return Uint8Array.from([...word(body.length + 8), ...type.split("").map((c) => c.charCodeAt(0)), ...body]);
}

const word = (value: number) => [24, 16, 8, 0].map((by) => (value >>> by) & 255);

/** As ffmpeg writes it: a pause, then the film from its `begins`th tick on. */
function head(begins: number, each: number, count = 2): Uint8Array {
	const edits = [...word(0), ...word(count), ...word(80), ...word(-1), ...word(65536)];
	const film = [...word(0), ...word(begins), ...word(65536)];
	const times = [...word(0), ...word(0), ...word(0), ...word(each), ...word(0), ...word(0)];
	const trak = box("trak", box("edts", box("elst", edits, film)), box("mdia", box("mdhd", times)));
	return Uint8Array.from([...box("ftyp", word(1)), ...box("moov", box("mvhd", word(0)), trak)]);
}

test("a film whose times begin late says by how much", () => {
	expect(lateBy(head(1024, 12_800))).toBeCloseTo(0.08);
	expect(lateBy(head(0, 48_000))).toBe(0);
});

test("what is no such file, or a damaged one, is not late", () => {
	const good = head(1024, 12_800);
	expect(lateBy(new Uint8Array())).toBe(0);
	for (let length = 0; length < good.length; length++) expect(lateBy(good.slice(0, length))).toBe(0);
	for (const wrong of [head(1024, 0), head(1024, 12_800, 0), head(1024, 12_800, 4_000_000_000)])
		expect(lateBy(wrong)).toBe(0);
});
