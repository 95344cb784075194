import { expect, it } from "vitest";
import { emojiCount } from "./emojiOnly";

it.each([
	["👍", 1],
	["👨‍👩‍👧‍👦 🇨🇳❤️", 3],
	["👋🏽", 1],
	["🏴󠁧󠁢󠁳󠁣󠁴󠁿", 1],
	["1️⃣", 1],
	["12", 0],
	["ok 👍", 0],
	["", 0],
	["😀😀😀😀😀😀😀", 0],
])("%s is %i emoji", (text, count) => {
	expect(emojiCount(text)).toBe(count);
});
