import { expect, test } from "vitest";
import { blended, remembered } from "./throughput";

const day = 86_400_000;

test("the first measurement stands, a second one of the same hour counts as much", () => {
	const first = blended(undefined, 4e6, 0);
	expect(first).toEqual({ rate: 4e6, at: 0 });
	expect(blended(first, 8e6, 0).rate).toBe(6e6);
});

test("what is a day old counts half", () => {
	expect(blended({ rate: 3e6, at: 0 }, 6e6, day).rate).toBe(5e6);
});

test("what is weeks old, or from the future of a clock, says nothing wrong", () => {
	expect(remembered(undefined, 0)).toBeNull();
	expect(remembered({ rate: 1, at: 0 }, day)).toBe(1);
	expect(remembered({ rate: 1, at: 0 }, 20 * day)).toBeNull();
	expect(blended({ rate: 2, at: day }, 4, 0).rate).toBe(3);
});
