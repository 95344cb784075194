import { expect, test } from "vitest";
import { tabOf, tabSource } from "./personTab";

test("what I liked and saved is for me alone", () => {
	expect(tabOf("saved", true)).toBe("saved");
	expect(tabOf("saved", false)).toBe("videos");
	expect(tabOf("nonsense", true)).toBe("videos");
	expect(tabOf(null, false)).toBe("videos");
	expect(tabSource("@a:b", "reposts")).toEqual({ kind: "reposts", userId: "@a:b" });
});
