import { describe, expect, it } from "vitest";
import { named } from "./named";

const names = ["Ana", "Bike kitchen", "Boats", "Élan", "一家人"];

describe("named", () => {
	it("finds the name that begins with what was typed, whatever its case and accents", () => {
		expect(named(names, "bo", 0)).toBe(2);
		expect(named(names, "E", 0)).toBe(3);
		expect(named(names, "一", 0)).toBe(4);
	});
	it("goes on to the next one with the same letter, and around the end", () => {
		expect(named(names, "b", 0)).toBe(1);
		expect(named(names, "bb", 1)).toBe(2);
		expect(named(names, "bbb", 2)).toBe(1);
	});
	it("stays where a longer word still fits", () => expect(named(names, "bik", 1)).toBe(1));
	it("says when there is none", () => {
		expect(named(names, "x", 2)).toBe(-1);
		expect(named([], "a", -1)).toBe(-1);
	});
});
