import { expect, test } from "vitest";
import { readVtt, writeVtt } from "./vtt";

test("what is written is read again", () => {
	const cues = [
		{ start: 0, end: 1.5, text: "Water & salt" },
		{ start: 61.25, end: 3662, text: "a --> b\n<好>" },
	];
	const file = writeVtt(cues);
	expect(file).toContain("00:01:01.250 --> 01:01:02.000\na --&gt; b\n&lt;好&gt;");
	expect(readVtt(file)).toEqual(cues);
});

test("files of other programs", () => {
	const file =
		"WEBVTT\r\n\r\nNOTE hi\r\n\r\none\r\n00:01.000 --> 00:02.000 align:start\r\n<b>Hi</b>\r\nyou\r\n\r\n";
	expect(readVtt(file)).toEqual([{ start: 1, end: 2, text: "Hi\nyou" }]);
	expect(readVtt("1\n00:00:01,000 --> 00:00:02,000\nSubRip")).toEqual([{ start: 1, end: 2, text: "SubRip" }]);
	expect(readVtt("no captions")).toEqual([]);
});

test("lines without words or time are left out", () => {
	expect(
		writeVtt([
			{ start: 2, end: 1, text: "x" },
			{ start: 0, end: 1, text: " " },
		]),
	).toBe("WEBVTT\n\n\n");
});
