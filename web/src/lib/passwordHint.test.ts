import { expect, it } from "vitest";
import { passwordHint } from "./passwordHint";

it("asks for length first", () => {
	expect(passwordHint("abc", 8, [])).toBe("short");
	// Characters count, not UTF-16 units.
	expect(passwordHint("🐙🐙🐙🐙", 5, [])).toBe("short");
});
it("knows what is tried first", () => {
	for (const bad of ["password123", "12345678901234", "aaaaaaaaaaaaaaaa", "mei2015!!"])
		expect(passwordHint(bad, 8, ["mei"])).toBe("easy");
});
it("likes several words", () => {
	expect(passwordHint("correct horse battery", 8, ["mei"])).toBe("good");
	expect(passwordHint("kettle-Moon", 8, [])).toBe("fair");
});
