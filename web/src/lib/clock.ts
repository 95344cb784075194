// Whether this device's clock is right, by the dates of the server's answers: with a wrong one messages stand at the
// wrong place, and some security checks fail.
import { useSyncExternalStore } from "react";

/** From so many milliseconds on the person is told. */
const toleranceMs = 5 * 60_000;

let offMs = 0;
const listeners = new Set<() => void>();

/** How far the clock is ahead (positive) or behind, if that is more than anybody would not notice; else 0. */
export function offBy(date: string | null, now: number): number {
	const theirs = date ? Date.parse(date) : Number.NaN;
	if (Number.isNaN(theirs)) return 0;
	const off = now - theirs;
	return Math.abs(off) > toleranceMs ? off : 0;
}

/** Looks at the `Date` of an answer that has just come. */
export function noteServerDate(date: string | null): void {
	const now = offBy(date, Date.now());
	// Seconds do not matter: told again only when it became right or wrong.
	if ((now === 0) === (offMs === 0)) return;
	offMs = now;
	for (const listener of listeners) listener();
}

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
