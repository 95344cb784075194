import { describe, expect, it } from "vitest";
import { begunOf } from "./drafts";

const draft = { text: "", mentions: [], replyTo: null, editing: null, ts: 7 };

describe("begunOf", () => {
	it("is one line of what was written", () =>
		expect(begunOf({ ...draft, text: " two\n\nlines " })).toEqual({ words: "two lines", ts: 7 }));
	it("is nothing where nothing was written, also when an answer was begun", () =>
		expect(begunOf({ ...draft, text: " \n", replyTo: "$a" })).toBeNull());
	it("does not take a changed message for a draft", () => {
		expect(begunOf({ ...draft, text: "changed", editing: "$a" })).toBeNull();
		expect(begunOf({ ...draft, text: "changed", editing: "$a", before: "mine" })?.words).toBe("mine");
	});
	it("knows drafts of older versions", () =>
		expect(begunOf({ ...draft, text: "old", ts: undefined })).toEqual({ words: "old", ts: 0 }));
});
