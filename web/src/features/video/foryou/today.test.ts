import { expect, test } from "vitest";
import { dayOf } from "./today";

test("a day is where one is", () => {
	expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
});
