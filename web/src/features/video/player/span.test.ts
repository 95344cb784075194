import { expect, test } from "vitest";
import type { Track } from "./playlist";
import { type Cursor, cursorAfter, nextSpan, storedFrom } from "./span";

const track: Track = {
	url: "/480.m4s",
	head: 800,
	pieces: [
		{ start: 0, end: 2, from: 800, to: 400_800 },
		{ start: 2, end: 4, from: 400_800, to: 600_800 },
		{ start: 4, end: 5, from: 600_800, to: 700_800 },
	],
};

const next = (cursor: Cursor | null, time: number, stored: number, until: number, whole = false) =>
	nextSpan(track, cursor, { time, stored, until, whole });

test("seconds in store end at the first gap that can be seen", () => {
	const ranges = [
		[0.08, 2],
		[2.04, 3],
		[4, 5],
	] as const;
	expect(storedFrom(0, ranges)).toBe(3);
	expect(storedFrom(2.5, ranges)).toBe(0.5);
	expect(storedFrom(3.5, ranges)).toBe(0);
	expect(storedFrom(0, [])).toBe(0);
});

test("a file is read from its beginning, as far as it is needed", () => {
	expect(next(null, 0, 0, 1)).toEqual({ piece: 0, at: 800, to: 200_800, fresh: true });
	expect(next({ piece: 0, at: 200_800 }, 0, 0.9, 1)).toMatchObject({
		at: 200_800,
		to: 248_800,
		fresh: false,
	});
	expect(next({ piece: 0, at: 200_800 }, 0, 1, 1)).toBeNull();
	expect(next(null, 0, 0, 1, true)).toMatchObject({ to: 400_800 });
});

test("of a piece no crumbs are left, and no more than one piece is asked for", () => {
	expect(next(null, 0, 0, 1.95)).toMatchObject({ to: 400_800 });
	expect(next(null, 0, 0, 60)).toMatchObject({ piece: 0, to: 400_800 });
});

test("piece follows piece, also where one holds a little less than was told", () => {
	const span = next(null, 0, 0, 2, true);
	const cursor = span && cursorAfter(track, span, 400_800);
	expect(cursor).toEqual({ piece: 1, at: 400_800 });
	expect(next(cursor, 1, 0.8, 3, true)).toMatchObject({ piece: 1, at: 400_800, fresh: false });
	expect(span && cursorAfter(track, span, 1000)).toEqual({ piece: 0, at: 1000 });
});

test("at the end nothing is missing, and somebody who jumps begins at a piece", () => {
	expect(next({ piece: 3, at: 700_800 }, 3, 1.9, 60)).toBeNull();
	expect(next({ piece: 0, at: 200_800 }, 4.5, 0, 5)).toMatchObject({ piece: 2, at: 600_800, fresh: true });
	expect(next({ piece: 3, at: 700_800 }, 0, 0, 1)).toMatchObject({ piece: 0, at: 800, fresh: true });
	expect(next(null, 5, 0, 9)).toBeNull();
});
