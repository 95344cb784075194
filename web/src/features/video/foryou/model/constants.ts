// What the learning and the ranking weigh with. These are a policy, and stand in one place so that they can be read.
// From the research page (short-video.md, 4.4) and the evaluation kit (bench/feed), where they were measured; what was
// not measured says so.

/** What an act is worth. */
export const worth = {
	/** Left at once. */
	skip: -0.3,
	/** Watched to the end; less of it is worth less, from `skip` on. */
	finished: 1,
	replay: 0.5,
	like: 1,
	save: 1.5,
	share: 1.5,
	comment: 0.7,
	follow: 2,
	more: 1.5,
	less: -3,
	report: -10,
} as const;

/** Left before so many seconds, or this part of a short one: skipped. */
export const skip = { seconds: 2, part: 0.15, never: 10 } as const;

/** How long things count. */
export const memory = {
	/** Moments that are kept. */
	moments: 200,
	/** By each moment since. What comes next is learnt with .8; asked with .7 it is found more often. */
	taste: 0.9,
	next: 0.7,
	nextMoments: 20,
	/** Of the interests that last; not measured. */
	interest: 0.985,
	interests: 3,
	/** A counter's weight in moments at most, so that tastes can change; not measured. */
	counter: 60,
	/** "Less of this" holds for so many moments, for what is so near. */
	less: 60,
	lessNear: 0.7,
} as const;

/** What a score is made of. Of the learnt parts, units are standard deviations over the candidates. */
export const weights = {
	taste: 1,
	next: 1.5,
	/** The nearest of the lasting interests. */
	interest: 0.6,
	/** Counters, from -1 to 1; not measured. */
	tag: 1.2,
	/** More for tags where vectors are not believed. */
	tagAlone: 2.4,
	author: 0.5,
	sound: 0.25,
	fresh: 0.3,
	followed: 0.2,
	quality: 0.1,
	/** Before anything is known, what many like. */
	popular: 0.15,
	pinned: 1,
	/** A slider of a topic, from -1 to 1. */
	topic: 2,
	/** A chosen length, missed. */
	length: -1.5,
	/** Near to what "less" was said of. */
	less: -2,
	/** A tag that filled all of the last screens. */
	tired: -0.8,
	/** A sound that was just heard. */
	heard: -1,
	/** Seen before, where there is nothing else. */
	again: -4,
} as const;

/** Public acts from which on a pack's vectors are believed wholly, of which one video counts for so many at most; and how far they are at least. */
export const believed = { acts: 2000, video: 50, least: 0.1 } as const;

/** A video is half as fresh after so many hours. */
export const freshHours = 48;

/** Screens that tire, and among which an author and a sound stand once. */
export const recently = { screens: 12, author: 5, sound: 5 } as const;

/** Diversity: the best so many are spread; λ at "all new". */
export const spread = { of: 60, most: 0.7 } as const;

/** Slots in which the new is tried out. */
export const explore = { least: 0.1, most: 0.4 } as const;
