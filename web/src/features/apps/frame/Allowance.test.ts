import { expect, it } from "vitest";
import { Allowance } from "./Allowance";

it("allows so many at once, and so many a second from then on", () => {
	const allowance = new Allowance(3, 2, 1000);
	const taken = (nowMs: number, tries: number) =>
		Array.from({ length: tries }, () => allowance.take(nowMs)).filter(Boolean).length;
	expect(taken(1000, 5)).toBe(3);
	expect(taken(1400, 5)).toBe(0);
	expect(taken(1500, 5)).toBe(1);
	expect(taken(2500, 5)).toBe(2);
	expect(allowance.take(2600, 2)).toBe(false);
	expect(allowance.take(3600, 2)).toBe(true);
	// Clocks jump; nobody is punished or paid for it.
	expect(taken(0, 5)).toBe(0);
	expect(taken(1_000_000, 5)).toBe(3);
});
