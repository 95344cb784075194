// One tab leads: two pages with one device's keys would spoil each other's encryption sessions.
import { useSyncExternalStore } from "react";

const name = "causeway-session";

/** Whether this tab leads; `undefined` while it is not known yet. */
let leads: boolean | undefined;
const listeners = new Set<() => void>();

function tell(now: boolean): void {
	leads = now;
	for (const listener of listeners) listener();
}

function hold(options: LockOptions): void {
	navigator.locks
		.request(name, options, (lock) => {
			tell(lock !== null);
			// Held until the page is closed, or another tab takes over.
			return lock ? new Promise<void>(() => undefined) : undefined;
		})
		.catch(() => {
			// Taken over: the client of this page must not go on, and a reload is the surest way to stop all of it.
			location.reload();
		});
}

let asked = false;

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	if (!asked) {
		asked = true;
		if ("locks" in navigator) hold({ ifAvailable: true });
		// Without locks (plain http on another machine) tabs cannot know of each other.
		else tell(true);
	}
	return () => listeners.delete(listener);
}

/** Whether this tab leads, and a way to take over from the one that does. */
export function useLeadership(): { leads: boolean | undefined; takeOver: () => void } {
	return { leads: useSyncExternalStore(subscribe, () => leads), takeOver: () => hold({ steal: true }) };
}
