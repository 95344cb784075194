// Emoji: all of them (loaded when first needed), the ones used last, and the tone of skin.
import { type Emoji, emojiBook } from "./emojiBook";

const recentKey = "causeway.emoji.recent";
const toneKey = "causeway.emoji.tone";
const recentMax = 32;
/** Offered before anybody has used one. */
const first = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

function kept(key: string): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}

function keep(key: string, value: string): void {
	try {
		localStorage.setItem(key, value);
	} catch {
		// Storage denied: it is a convenience only.
	}
}

/** Emoji used last, newest first. */
export function recentEmoji(): string[] {
	try {
		const list: unknown = JSON.parse(kept(recentKey) ?? "[]");
		return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
	} catch {
		return [];
	}
}

/** The six that stand ready for an answer. */
export function quickEmoji(): string[] {
	return [...new Set([...recentEmoji().slice(0, 3), ...first])].slice(0, 6);
}

/** Remembers that an emoji was used. */
export function noteUsed(emoji: string): void {
	const list = [emoji, ...recentEmoji().filter((one) => one !== emoji)].slice(0, recentMax);
	keep(recentKey, JSON.stringify(list));
}

/** 0: yellow; 1 to 5: from light to dark. */
export const skinTone = (): number => Number(kept(toneKey)) || 0;
/** Remembers the tone. */
export const chooseSkinTone = (tone: number): void => keep(toneKey, String(tone));

let book: Promise<readonly Emoji[]> | undefined;

/** All emoji, with names in both languages. */
export function loadEmoji(): Promise<readonly Emoji[]> {
	book ??= Promise.all([
		import("emojibase-data/en/compact.json"),
		import("emojibase-data/zh/compact.json"),
		import("emojibase-data/en/shortcodes/emojibase.json"),
	])
		.then(([en, zh, codes]) => emojiBook(en.default as never, zh.default as never, codes.default as never))
		.catch((error: unknown) => {
			// Offline before it was ever loaded: tried again by who opens it next.
			book = undefined;
			throw error;
		});
	return book;
}
