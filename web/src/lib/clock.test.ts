import { expect, it } from "vitest";
import { offBy } from "./clock";

const date = "Wed, 25 Nov 2026 12:00:00 GMT";
const theirs = Date.parse(date);

it("tells a clock that is ahead or behind", () => {
	expect(offBy(date, theirs + 600_000)).toBe(600_000);
	expect(offBy(date, theirs - 600_000)).toBe(-600_000);
});
it("is quiet about what the network takes, and about servers that say nothing", () => {
	expect(offBy(date, theirs + 60_000)).toBe(0);
	expect(offBy(null, theirs)).toBe(0);
	expect(offBy("soon", theirs)).toBe(0);
});
