// How fast videos run; what is chosen holds for the visit.
import { useSyncExternalStore } from "react";

/** What can be chosen. */
export const rates = [0.5, 1, 1.5, 2] as const;

let rate = 1;
const listeners = new Set<() => void>();

/** For all videos from now on. */
export function chooseRate(now: number): void {
	rate = now;
	for (const listener of listeners) listener();
}

/** 1: as they were made. */
export function useRate(): number {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => rate,
	);
}
