import { expect, test } from "vitest";
import { sharedOf, videoMark } from "./content";

test("a card is made of an id and a shape that can be", () => {
	expect(sharedOf({ body: "hi" })).toBeNull();
	expect(sharedOf({ [videoMark]: "a" })).toBeNull();
	expect(sharedOf({ [videoMark]: { id: "../admin" } })).toBeNull();
	expect(sharedOf({ [videoMark]: { id: "ab_c-1", width: 1080, height: 1920 } })).toEqual({
		id: "ab_c-1",
		width: 1080,
		height: 1920,
		caption: "",
	});
	expect(sharedOf({ [videoMark]: { id: "a", caption: 5 } })?.caption).toBe("");
	expect(sharedOf({ [videoMark]: { id: "a", width: 1, height: 5000 } })).toMatchObject({ width: 9 });
	expect(sharedOf({ [videoMark]: { id: "a", width: "9", height: null } })).toMatchObject({ height: 16 });
});
