// Messages that are only emoji are shown big.

const emoji =
	/^(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\uFE0F\u20E3?|[\u{E0020}-\u{E007F}]+)?(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)*)$/u;
/** Begins with a letter, as most messages do: no need to look closer. The "i" of the information sign is one, too. */
const word = /^\s*(?!\u2139)\p{L}/u;
const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many emoji a text consists of, up to `most`; 0 if there is anything else in it, or more. */
export function emojiCount(text: string, most = 6): number {
	if (text.length > most * 16 || word.test(text)) return 0;
	let count = 0;
	for (const { segment } of segments.segment(text.replaceAll(/\s/g, ""))) {
		// Digits, # and * are emoji by Unicode's property alone, and not by anybody's eye.
		if (/^[\d#*]$/.test(segment) || !emoji.test(segment)) return 0;
		count += 1;
	}
	return count <= most ? count : 0;
}
