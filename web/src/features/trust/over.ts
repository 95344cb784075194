// Whether the person wants to begin anew from the settings: the explanation then stands before everything else.
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let wanted = false;

/** Opens or closes it. */
export function wantStartOver(now: boolean): void {
	wanted = now;
	for (const listener of listeners) listener();
}

/** Whether it is open. */
export function useStartOverWanted(): boolean {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => wanted,
	);
}
