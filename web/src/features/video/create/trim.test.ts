import { expect, test } from "vitest";
import { trimmed } from "./trim";

const whole = { start: 0, end: 60 };

test("an end is moved, and all of it is no cut", () => {
	expect(trimmed(whole, "start", 10, 60, 180)).toEqual({ start: 10, end: 60 });
	expect(trimmed(whole, "end", 20, 60, 180)).toEqual({ start: 0, end: 20 });
	expect(trimmed({ start: 10, end: 60 }, "start", 0, 60, 180)).toBeNull();
});

test("the other end gives way", () => {
	expect(trimmed({ start: 10, end: 20 }, "start", 30, 60, 180)).toEqual({ start: 30, end: 31 });
	expect(trimmed({ start: 10, end: 20 }, "end", 5, 60, 180)).toEqual({ start: 4, end: 5 });
	expect(trimmed({ start: 0, end: 180 }, "end", 300, 400, 180)).toEqual({ start: 120, end: 300 });
	expect(trimmed({ start: 100, end: 280 }, "start", 20, 400, 180)).toEqual({ start: 20, end: 200 });
});

test("never beyond the film", () => {
	expect(trimmed(whole, "start", 99, 60, 180)).toEqual({ start: 59, end: 60 });
	expect(trimmed(whole, "end", -5, 60, 180)).toEqual({ start: 0, end: 1 });
	expect(trimmed({ start: 0, end: 0.5 }, "start", 0.3, 0.5, 180)).toBeNull();
});
