// The list of emoji in a form that can be searched in both languages; pure.

/** One emoji. */
export interface Emoji {
	emoji: string;
	/** Unicode's group: 0 smileys, 1 people, 3 animals, 4 food, 5 travel, 6 activities, 7 objects, 8 symbols, 9 flags. */
	group: number;
	label: { en: string; zh: string };
	/** Names between colons, without them: "smile". */
	codes: readonly string[];
	/** The five tones, from light to dark, where there are any. */
	tones: readonly string[];
	/** Everything it is found by, lower case. */
	words: readonly string[];
}

/** An entry of emojibase's compact data. */
interface Raw {
	hexcode: string;
	label: string;
	unicode: string;
	group?: number;
	order?: number;
	tags?: string[];
	skins?: { unicode: string }[];
}

/** Parts of other emoji (tones, hair) are in this group. */
const components = 2;

/** Brings the languages together, in Unicode's order. */
export function emojiBook(
	en: readonly Raw[],
	zh: readonly Raw[],
	codes: Readonly<Record<string, string | string[]>>,
): Emoji[] {
	const chinese = new Map(zh.map((raw) => [raw.hexcode, raw]));
	return [...en]
		.sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
		.flatMap((raw) => {
			if (raw.group === undefined || raw.group === components) return [];
			const other = chinese.get(raw.hexcode);
			const named = [codes[raw.hexcode] ?? []].flat();
			return [
				{
					emoji: raw.unicode,
					group: raw.group,
					label: { en: raw.label, zh: other?.label ?? raw.label },
					codes: named,
					// Couples have 25: those of one tone for both stand first.
					tones: raw.skins?.slice(0, 5).map((one) => one.unicode) ?? [],
					words: [raw.label, other?.label ?? "", ...named, ...(raw.tags ?? []), ...(other?.tags ?? [])]
						.filter(Boolean)
						.map((word) => word.toLowerCase()),
				},
			];
		});
}

/** Best first: a word that is the query, then one that begins with it, then one that has it inside. */
export function searchEmoji(book: readonly Emoji[], query: string, most = 60): Emoji[] {
	const wanted = query.trim().toLowerCase();
	if (!wanted) return [];
	const found: { one: Emoji; rank: number }[] = [];
	for (const one of book) {
		const rank = Math.min(...one.words.map((word) => rankOf(word, wanted)));
		if (rank < 3) found.push({ one, rank });
	}
	found.sort((a, b) => a.rank - b.rank);
	return found.slice(0, most).map(({ one }) => one);
}

function rankOf(word: string, wanted: string): number {
	if (word === wanted) return 0;
	if (word.startsWith(wanted)) return 1;
	return word.includes(wanted) ? 2 : 3;
}

/** For a name begun after a colon: emoji whose name begins so first, each with the name that fits. */
export function searchCodes(book: readonly Emoji[], query: string, most = 8): { one: Emoji; code: string }[] {
	const wanted = query.toLowerCase();
	const found = searchEmoji(book, query, 200).map((one) => ({
		one,
		fits: one.codes.find((code) => code.startsWith(wanted)),
	}));
	// The shortest first: less is left to be typed.
	found.sort((a, b) => (a.fits?.length ?? 99) - (b.fits?.length ?? 99));
	return found.slice(0, most).map(({ one, fits }) => ({ one, code: fits ?? one.codes[0] ?? one.label.en }));
}

/** In the chosen tone, where it has tones. */
export const inTone = (one: Emoji, tone: number): string => one.tones[tone - 1] ?? one.emoji;
