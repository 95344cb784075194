import { expect, test } from "vitest";
import { isOld, pause } from "./schedule";

test("a quarter of an hour, more or less; as often as the server, but not all the time", () => {
	expect(pause(0, 0.5)).toBe(900_000);
	expect(pause(900_000, 0)).toBe(720_000);
	expect(pause(9_000_000, 1)).toBe(1_080_000);
	expect(pause(1, 0.5)).toBe(5_000);
});

test("what was asked for in the future is old", () => {
	expect(isOld(1000, 2000, 1500)).toBe(false);
	expect(isOld(1000, 2000, 2000)).toBe(true);
	expect(isOld(1000, 2000, 500)).toBe(true);
});
