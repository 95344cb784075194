// What a screen is called that knows it better than its address says: for the title of the window.
import { useEffect, useSyncExternalStore } from "react";

let name: string | null = null;
const listeners = new Set<() => void>();

function set(now: string | null): void {
	name = now;
	for (const listener of listeners) listener();
}

/** Said by the screen as long as it is shown; "": it is called nothing yet. */
export function useNameScreen(own: string): void {
	useEffect(() => {
		set(own || null);
		return () => set(null);
	}, [own]);
}

/** Asked by the frame; `null`: nothing better than what the address says. */
export function useScreenName(): string | null {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => name,
	);
}
