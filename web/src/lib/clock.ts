// Whether this device's clock is right, by the dates of the server's answers: with a wrong one everything would seem to
// be of another day, and nothing new. Messages carry the server's time, so "now" is the server's too.
import { useSyncExternalStore } from "react";

/** From so many milliseconds on the person is told. */
const toleranceMs = 5 * 60_000;

let offMs = 0;
const listeners = new Set<() => void>();

/**
 * How far the clock is ahead (positive) or behind, if that is more than anybody would not notice; else 0. A page may
 * sleep between question and answer: a date between the two, by this clock, is right.
 */
export function offBy(date: string | null, asked: number, answered: number): number {
	const theirs = date ? Date.parse(date) : Number.NaN;
	if (Number.isNaN(theirs)) return 0;
	const off = theirs < asked ? asked - theirs : Math.min(0, answered - theirs);
	return Math.abs(off) > toleranceMs ? off : 0;
}

/** Looks at the `Date` of an answer that has just come to a question of a certain time. */
export function noteServerDate(date: string | null, asked: number): void {
	if (date === null) return;
	const now = offBy(date, asked, Date.now());
	// Seconds do not matter: told again only when it became right, or wrong in another way.
	if (now !== 0 && Math.abs(now - offMs) < toleranceMs) return;
	if (now === offMs) return;
	offMs = now;
	for (const listener of listeners) listener();
}

/** The time as the server has it, Unix milliseconds. */
export const rightNow = (): number => Date.now() - offMs;

/** Milliseconds by which the clock is wrong; 0 while it is right. */
export function useClockOff(): number {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => offMs,
	);
}
