// Whether the browser lets the app keep what it needs: looked at when the app starts, and every few minutes.
import { useSyncExternalStore } from "react";
import { keeping, onRoom } from "./store";

/** "denied": nothing is kept; "almost": hardly any room is left; "full": none. */
export type StorageState = "fine" | "denied" | "almost" | "full";

const everyMs = 5 * 60_000;
/** Part of the quota from which the device counts as almost full. */
const fullFrom = 0.95;

let state: StorageState = "fine";
let begun = false;
const listeners = new Set<() => void>();

async function look(): Promise<void> {
	const kept = await keeping();
	let now: StorageState = kept === "yes" ? "fine" : kept;
	const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
	if (now === "fine" && quota > 0 && usage / quota > fullFrom) now = "almost";
	tell(now);
}

function tell(now: StorageState): void {
	if (now === state) return;
	state = now;
	for (const listener of listeners) listener();
}

function begin(): void {
	if (begun) return;
	begun = true;
	onRoom((there) => {
		if (!there) tell("full");
		else if (state === "full") tell("fine");
	});
	void look();
	setInterval(() => void look(), everyMs);
	// Asks the browser not to throw the keys away when the device runs short of space.
	// Firefox would ask the person, who does not know yet why.
	if (!navigator.userAgent.includes("Firefox")) void navigator.storage?.persist?.().catch(() => undefined);
}

/** The state, as it changes. */
export function useStorageState(): StorageState {
	return useSyncExternalStore(
		(listener) => {
			begin();
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => state,
	);
}
