// When a timeline that stands at its end goes on following: until somebody moves it up. That the end is far away says
// nothing: new messages make the list longer, and a busy device takes its time until it gets to them. Nor does a step
// back say much: a guessed height that was too large makes the list shorter.

/** So near to the end, new messages are followed. */
const endZone = 80;

/** What a list says of itself (virtua's handle). */
export interface Measured {
	readonly scrollOffset: number;
	readonly scrollSize: number;
	readonly viewportSize: number;
	findItemIndex(offset: number): number;
	getItemOffset(index: number): number;
}

/** The row at the upper edge, and how many pixels of it are above: that stays when rows further up get another height. */
export interface Stand {
	index: number;
	within: number;
}

/** How a list was led until now. */
export interface Led {
	/** Whether it followed. */
	following: boolean;
	/** Where it stood when it was furthest down. */
	lowest: Stand;
	/** Whether a hand was on it since it went to its end: a wheel, a finger, a key. */
	byHand: boolean;
	/** Whether rows came or got their heights a moment ago: then the list moves by itself, by any way. */
	unsettled: boolean;
}

/** Where a list stands. */
export function standOf(list: Measured): Stand {
	const index = list.findItemIndex(list.scrollOffset);
	return { index, within: list.scrollOffset - list.getItemOffset(index) };
}

/** Pixels that are left below. */
export const leftBelow = (list: Measured): number => list.scrollSize - list.scrollOffset - list.viewportSize;

/** Pixels that a list is further up than where it once stood; negative: further down. */
export const aboveStand = (list: Measured, { index, within }: Stand): number =>
	list.getItemOffset(index) + within - list.scrollOffset;

/** Whether a list follows. */
export function follows(list: Measured, { following, lowest, byHand, unsettled }: Led): boolean {
	if (leftBelow(list) < endZone) return true;
	if (unsettled && !byHand) return following;
	// Searching in the page and screen readers move the list without a hand, but then by whole screens.
	return following && aboveStand(list, lowest) <= (byHand ? 1 : list.viewportSize);
}
