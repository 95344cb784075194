import { expect, it } from "vitest";
import { clockOf, isQuiet, minutesOf } from "./quietHours";

const at = (hours: number, minutes = 0) => new Date(2026, 0, 10, hours, minutes);

it("spans midnight", () => {
	expect(isQuiet(1320, 420, at(23))).toBe(true);
	expect(isQuiet(1320, 420, at(6, 59))).toBe(true);
	expect(isQuiet(1320, 420, at(7))).toBe(false);
	expect(isQuiet(1320, 420, at(21, 59))).toBe(false);
});
it("holds within a day, and never when both ends are the same", () => {
	expect(isQuiet(780, 840, at(13, 30))).toBe(true);
	expect(isQuiet(780, 840, at(14))).toBe(false);
	expect(isQuiet(600, 600, at(10))).toBe(false);
});
it("reads and writes time fields", () => {
	expect(clockOf(1320)).toBe("22:00");
	expect(clockOf(65)).toBe("01:05");
	expect(minutesOf("22:00")).toBe(1320);
	expect(minutesOf("")).toBeNull();
});
