// Whether videos are heard: they begin without sound, as browsers ask; what is chosen holds for the visit.
import { useSyncExternalStore } from "react";

interface Sound {
	muted: boolean;
	/** Whether the person has chosen: then nothing asks any more. */
	chosen: boolean;
}

let sound: Sound = { muted: true, chosen: false };
const listeners = new Set<() => void>();

function set(now: Sound): void {
	sound = now;
	for (const listener of listeners) listener();
}

/** The person turns it on or off. */
export const toggleSound = (): void => set({ muted: !sound.muted, chosen: true });

/** The browser did not let a video be heard. */
export const silence = (): void => set({ muted: true, chosen: false });

/** How it is now. */
export function useSound(): Sound {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => sound,
	);
}
