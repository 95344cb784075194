// Whether the question "Is this you?" was put off: for as long as this tab lives, over reloads.
import { useSyncExternalStore } from "react";

const key = "causeway.confirm-later";
const listeners = new Set<() => void>();
let later = read();

function read(): boolean {
	try {
		return sessionStorage.getItem(key) !== null;
	} catch {
		// Storage denied: asked again after a reload.
		return false;
	}
}

/** Puts the question off, or asks it now. */
export function putOff(now: boolean): void {
	later = now;
	try {
		if (now) sessionStorage.setItem(key, "1");
		else sessionStorage.removeItem(key);
	} catch {
		// As above.
	}
	for (const listener of listeners) listener();
}

/** Whether it was put off. */
export function usePutOff(): boolean {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => later,
	);
}
