import en from "emojibase-data/en/compact.json";
import codes from "emojibase-data/en/shortcodes/emojibase.json";
import zh from "emojibase-data/zh/compact.json";
import { expect, it } from "vitest";
import { emojiBook, inTone, searchCodes, searchEmoji } from "./emojiBook";

const book = emojiBook(en as never, zh as never, codes as never);

it("has what people use, and no parts", () => {
	expect(book.length).toBeGreaterThan(1_800);
	expect(book[0]?.emoji).toBe("😀");
	expect(book.some((one) => one.emoji === "🏻")).toBe(false);
});

it("finds in both languages, the exact name first", () => {
	expect(searchEmoji(book, "thumbs up")[0]?.emoji).toBe("👍️");
	expect(searchEmoji(book, "饺子").map((one) => one.emoji)).toContain("🥟");
	expect(searchEmoji(book, "  ")).toEqual([]);
	expect(searchEmoji(book, "qwxz")).toEqual([]);
});

it("knows tones", () => {
	const [wave] = searchEmoji(book, "waving hand");
	expect(wave && inTone(wave, 5)).toBe("👋🏿");
	expect(wave && inTone(wave, 0)).toBe("👋");
});

it("completes names after a colon", () => {
	expect(
		searchCodes(book, "thumbs")
			.map(({ code }) => code)
			.slice(0, 2),
	).toEqual(["thumbsup", "thumbsdown"]);
	expect(searchCodes(book, "tad")[0]).toMatchObject({ code: "tada" });
});
