// What media shows over the page: the viewer, the preview before sending, a sticker. A store, so that a message that
// scrolls out of the page does not take the picture that somebody looks at with it.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";

/** One layer. */
export type Layer =
	| { kind: "viewer"; room: Room; event: MatrixEvent }
	| { kind: "preview"; room: Room; threadId: string | null; files: File[] }
	| { kind: "sticker"; event: MatrixEvent };

let open: Layer | null = null;
const listeners = new Set<() => void>();

/** Shows a layer instead of the one that is open. */
export function openLayer(layer: Layer): void {
	open = layer;
	for (const listener of listeners) listener();
}

/** Closes what is open. */
export function closeLayer(): void {
	open = null;
	for (const listener of listeners) listener();
}

/** What is open. */
export function useLayer(): Layer | null {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => open,
	);
}
