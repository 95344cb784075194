// Three elements for any number of videos: the one that is watched, the one before and the one after it.

/** How many `<video>` elements there are, ever. */
export const ringSize = 3;

/** What an element shows. */
export type Role = "previous" | "current" | "next";

/** One element's part: which video of the list, and as what; `null`: none. */
export type Part = { index: number; role: Role } | null;

/**
 * The parts of the three elements while the video `active` of `count` is watched. A video keeps its element as long as
 * it is in reach, so that a swipe changes the source of one element only, and never of the one that plays.
 */
export function ringParts(active: number, count: number): readonly Part[] {
	const parts: Part[] = [null, null, null];
	for (const [by, role] of [
		[-1, "previous"],
		[0, "current"],
		[1, "next"],
	] as const) {
		const index = active + by;
		if (index >= 0 && index < count) parts[index % ringSize] = { index, role };
	}
	return parts;
}
