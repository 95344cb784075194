import { expect, test } from "vitest";
import { mentionRanges, mentionToDelete } from "./mentionRanges";

const mei = { userId: "@mei:h", name: "Mei" };
const chen = { userId: "@chen:h", name: "Mei Chen" };
const ming = { userId: "@ming:h", name: "小明" };
const found = (text: string) =>
	mentionRanges(text, [mei, chen, ming]).map((one) => text.slice(one.start, one.end));

test("names stand where they were picked, the longest first", () => {
	expect(found("@Mei Chen and @Mei, @Tom")).toEqual(["@Mei Chen", "@Mei"]);
	expect(found("@Mei")).toEqual(["@Mei"]);
	expect(mentionRanges("@Mei", [])).toEqual([]);
});

test("a longer word is not the name; Chinese goes on without a space", () => {
	expect(found("@Meiling @Mei_ @Mei2")).toEqual([]);
	expect(found("@小明你好，@Mei你好")).toEqual(["@小明", "@Mei"]);
});

const gone = (text: string, cursor: number, inputType: string) => {
	const range = mentionToDelete(text, [mei, chen, ming], cursor, inputType);
	return range && text.slice(range.start, range.end);
};

test("a name is deleted as one, from either side and from inside", () => {
	expect(gone("hi @Mei Chen!", 12, "deleteContentBackward")).toBe("@Mei Chen");
	expect(gone("hi @Mei Chen!", 7, "deleteContentBackward")).toBe("@Mei Chen");
	expect(gone("hi @Mei Chen!", 3, "deleteContentForward")).toBe("@Mei Chen");
	expect(gone("hi @Mei Chen!", 3, "deleteContentBackward")).toBeNull();
	expect(gone("hi @Mei Chen!", 13, "deleteContentBackward")).toBeNull();
	expect(gone("hi @Mei Chen!", 12, "deleteContentForward")).toBeNull();
});

test("by word, the spaces beside the name go with it", () => {
	expect(gone("hi @Mei Chen ", 13, "deleteWordBackward")).toBe("@Mei Chen ");
	expect(gone("hi @Mei Chen", 2, "deleteWordForward")).toBe(" @Mei Chen");
	expect(gone("hi @Mei Chen ", 13, "deleteContentBackward")).toBeNull();
	expect(gone("hi @Mei Chen", 12, "insertText")).toBeNull();
});
