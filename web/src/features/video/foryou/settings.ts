// What a viewer chooses for the feed. One set for each mood.
import { mapOf } from "./keep/json";
import { bounded } from "./model/moment";

/** Which way videos are put in order. */
export const rankerIds = ["learned", "time"] as const;

/** One of them. */
export type RankerId = (typeof rankerIds)[number];

/** How long videos should be. */
export const lengths = ["any", "short", "long"] as const;

/** One of them. */
export type Length = (typeof lengths)[number];

/** The choices. */
export interface FeedSettings {
	ranker: RankerId;
	/** More or less of a tag, -1 to 1; a first interest is 0.5. */
	topics: Map<string, number>;
	/** 0: more of the same, 1: surprise me. */
	surprise: number;
	length: Length;
	/** Language tags; none: all. */
	languages: readonly string[];
	/** Whether nothing is learnt from what is watched now. */
	paused: boolean;
	/** What never comes. */
	never: { tags: readonly string[]; authors: readonly string[]; sounds: readonly string[] };
}

/** Of one who has chosen nothing. */
export const newSettings = (): FeedSettings => ({
	ranker: "learned",
	topics: new Map(),
	surprise: 0.3,
	length: "any",
	languages: [],
	paused: false,
	never: { tags: [], authors: [], sounds: [] },
});

/** What was kept or imported, as far as it is choices. */
export function settingsOf(value: unknown): FeedSettings {
	const one = (value ?? {}) as Partial<Record<keyof FeedSettings, unknown>>;
	const plain = newSettings();
	const never = (one.never ?? {}) as Partial<Record<keyof FeedSettings["never"], unknown>>;
	return {
		ranker: rankerIds.find((id) => id === one.ranker) ?? plain.ranker,
		topics: mapOf(one.topics, 500, (number) => bounded(number, -1, 1)),
		surprise: typeof one.surprise === "number" ? bounded(one.surprise, 0, 1) : plain.surprise,
		length: lengths.find((length) => length === one.length) ?? plain.length,
		languages: words(one.languages, 50),
		paused: one.paused === true,
		never: {
			tags: words(never.tags, 1000),
			authors: words(never.authors, 1000),
			sounds: words(never.sounds, 1000),
		},
	};
}

const words = (value: unknown, most: number): string[] =>
	Array.isArray(value)
		? [
				...new Set(value.filter((word): word is string => typeof word === "string" && word.length <= 255)),
			].slice(-most)
		: [];
