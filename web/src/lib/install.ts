// Installing the app, where the browser offers it: the offer is kept until somebody wants it.
import { useSyncExternalStore } from "react";

/** The event of Chromium's browsers (no standard yet). */
interface InstallOffer extends Event {
	prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

let offer: InstallOffer | null = null;
const listeners = new Set<() => void>();

function set(now: InstallOffer | null): void {
	offer = now;
	for (const listener of listeners) listener();
}

/** Listens from the start: the browser makes its offer once, early. */
export function watchInstall(): void {
	addEventListener("beforeinstallprompt", (event) => {
		event.preventDefault();
		set(event as InstallOffer);
	});
	addEventListener("appinstalled", () => set(null));
}

/** Asks the person by the browser's own words; `null` while there is nothing to install. */
export function useInstall(): (() => void) | null {
	const now = useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => offer,
	);
	if (!now) return null;
	return () => {
		// An offer can be taken once.
		set(null);
		void now.prompt().catch(() => undefined);
	};
}
