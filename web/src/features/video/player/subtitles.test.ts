import { expect, test } from "vitest";
import { shownSubtitles } from "./subtitles";

const [english, chinese] = ["en", "zh-CN"].map((language) => ({
	language,
	label: language,
	url: `/${language}`,
}));
const all = [english, chinese].flatMap((one) => one ?? []);

test("without sound one reads along, in one's own language where there is one", () => {
	const silent = { muted: true, language: "zh" };
	expect(shownSubtitles(all, null, silent)).toBe(chinese);
	expect(shownSubtitles(all, null, { ...silent, language: "de" })).toBe(english);
	expect(shownSubtitles([], null, silent)).toBeNull();
});

test("with sound only who asked for them", () => {
	const heard = { muted: false, language: "zh" };
	expect(shownSubtitles(all, null, heard)).toBeNull();
	expect(shownSubtitles(all, "en", heard)).toBe(english);
	expect(shownSubtitles(all, "off", { ...heard, muted: true })).toBeNull();
});
