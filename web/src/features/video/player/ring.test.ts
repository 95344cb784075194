import { expect, test } from "vitest";
import { ringParts } from "./ring";

const indexes = (active: number, count: number) =>
	ringParts(active, count).map((part) => part?.index ?? null);

test("three elements hold the video before, the watched one and the next", () => {
	expect(ringParts(4, 10)).toEqual([
		{ index: 3, role: "previous" },
		{ index: 4, role: "current" },
		{ index: 5, role: "next" },
	]);
	expect(indexes(5, 10)).toEqual([6, 4, 5]);
});

test("at the ends an element rests", () => {
	expect(indexes(0, 10)).toEqual([0, 1, null]);
	expect(indexes(9, 10)).toEqual([9, null, 8]);
	expect(indexes(0, 1)).toEqual([0, null, null]);
	expect(indexes(0, 0)).toEqual([null, null, null]);
	// The card after the last video.
	expect(indexes(3, 3)).toEqual([null, null, 2]);
});

test("a swipe changes one element, and none that showed the video swiped to", () => {
	for (let active = 1; active < 30; active += 1) {
		const before = indexes(active, 40);
		for (const to of [active + 1, active - 1]) {
			const after = indexes(to, 40);
			expect(after.filter((index, i) => index !== before[i])).toHaveLength(1);
			expect(after.indexOf(to)).toBe(before.indexOf(to));
		}
	}
});
