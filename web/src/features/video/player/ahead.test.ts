import { expect, test } from "vitest";
import { secondsAhead } from "./ahead";

test("a quick link needs little in store, and of the next video one piece", () => {
	expect(secondsAhead("current", 20_000_000)).toBe(4);
	expect(secondsAhead("next", 20_000_000)).toBeLessThan(2);
});

test("a slow link, or one that nobody knows, has more in store", () => {
	for (const rate of [700_000, null]) {
		expect(secondsAhead("current", rate)).toBe(8);
		expect(secondsAhead("next", rate)).toBeGreaterThan(2);
	}
});
