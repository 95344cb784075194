import { expect, test } from "vitest";
import { offeredLanguages } from "./offeredLanguages";

test("each language once, in the order in which it came", () => {
	expect(offeredLanguages("zh-Hans", "en-GB", "en", "ZH-TW", "yue")).toEqual(["zh", "en", "yue"]);
});

test("what is no language is no choice", () => {
	expect(offeredLanguages(null, undefined, "", "x-own", "deutsch", "../en", "e n")).toEqual([]);
});
