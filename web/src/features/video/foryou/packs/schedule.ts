// When packs are asked for: by the clock alone, so that the asking tells nothing of what was watched.

/** Seldom enough to be polite, and often enough for what is new. */
const often = { most: 15 * 60_000, least: 5_000 };

/**
 * Milliseconds until the list is asked for again. `every`: how often the server makes packs, 0: not told; a fifth more or less, so that not
 * all come at once (`chance` 0 to 1).
 */
export function pause(every: number, chance: number): number {
	const bounded = every > 0 ? Math.max(often.least, Math.min(often.most, every)) : often.most;
	return Math.round(bounded * (0.8 + 0.4 * chance));
}

/** Whether the kept list is to be asked for anew at the start. A clock that went back counts as "long ago". */
export const isOld = (askedAt: number, next: number, now: number): boolean => now >= next || now < askedAt;
