import { expect, it } from "vitest";
import { noteServerDate, offBy, rightNow } from "./clock";

const date = "Wed, 25 Nov 2026 12:00:00 GMT";
const theirs = Date.parse(date);

it("tells a clock that is ahead or behind", () => {
	expect(offBy(date, theirs + 600_000, theirs + 600_500)).toBe(600_000);
	expect(offBy(date, theirs - 600_500, theirs - 600_000)).toBe(-600_000);
});
it("is quiet about what the network takes, and about servers that say nothing", () => {
	expect(offBy(date, theirs + 60_000, theirs + 61_000)).toBe(0);
	expect(offBy(null, theirs, theirs)).toBe(0);
	expect(offBy("soon", theirs, theirs)).toBe(0);
});
it("does not take a page that slept for a wrong clock", () => {
	expect(offBy(date, theirs - 100, theirs + 3_600_000)).toBe(0);
});
it("goes by the server's time while the clock is wrong", () => {
	const asked = Date.now();
	noteServerDate(new Date(asked - 86_400_000).toUTCString(), asked);
	expect(Math.abs(rightNow() - (asked - 86_400_000))).toBeLessThan(2_000);
	noteServerDate(new Date(asked).toUTCString(), asked);
	expect(Math.abs(rightNow() - asked)).toBeLessThan(2_000);
});
