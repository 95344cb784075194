import { expect, test } from "vitest";
import { startRung } from "./rung";

const rungs = [
	{ edge: 1080, bitrate: 5_000_000 },
	{ edge: 720, bitrate: 2_600_000 },
	{ edge: 480, bitrate: 1_200_000 },
	{ edge: 360, bitrate: 700_000 },
];
const edgeOf = (conditions: { estimate: number | null; edge?: number; saving?: boolean }) =>
	rungs[startRung(rungs, { edge: 1080, saving: false, ...conditions })]?.edge;

test("a link that nobody has measured starts in the middle", () => {
	expect(edgeOf({ estimate: null })).toBe(480);
	expect(edgeOf({ estimate: null, edge: 360 })).toBe(360);
});

test("a measured link carries seven tenths of what it carried", () => {
	expect(edgeOf({ estimate: 30_000_000 })).toBe(1080);
	expect(edgeOf({ estimate: 6_000_000 })).toBe(720);
	expect(edgeOf({ estimate: 1_700_000 })).toBe(360);
	expect(edgeOf({ estimate: 100_000 })).toBe(360);
});

test("no more than the screen shows", () => {
	expect(edgeOf({ estimate: 30_000_000, edge: 700 })).toBe(720);
	expect(edgeOf({ estimate: 30_000_000, edge: 2000 })).toBe(1080);
	expect(edgeOf({ estimate: 30_000_000, edge: 300 })).toBe(360);
});

test("who saves data gets the smallest that is still watched", () => {
	expect(edgeOf({ estimate: 30_000_000, saving: true })).toBe(360);
	expect(edgeOf({ estimate: null, saving: true })).toBe(360);
});

test("of two encodings of one size, the one with fewer bits", () => {
	const two = [...rungs, { edge: 720, bitrate: 1_100_000 }];
	const started = (estimate: number, edge = 700) => two[startRung(two, { estimate, edge, saving: false })];
	expect(started(30_000_000)).toEqual({ edge: 720, bitrate: 1_100_000 });
	expect(started(1_700_000)).toEqual({ edge: 720, bitrate: 1_100_000 });
	expect(started(1_400_000)).toEqual({ edge: 360, bitrate: 700_000 });
	expect(started(30_000_000, 2000)).toEqual({ edge: 1080, bitrate: 5_000_000 });
});

test("a ladder of one rung, or of none", () => {
	expect(startRung([{ edge: 208, bitrate: 300_000 }], { estimate: 50_000, edge: 720, saving: false })).toBe(
		0,
	);
	expect(startRung([], { estimate: null, edge: 720, saving: false })).toBe(0);
});
