// Whether anybody can see the page.
import { useSyncExternalStore } from "react";

/** Nothing plays in a tab that is behind another one. */
export function useVisible(): boolean {
	return useSyncExternalStore(
		(listener) => {
			document.addEventListener("visibilitychange", listener);
			return () => document.removeEventListener("visibilitychange", listener);
		},
		() => document.visibilityState === "visible",
	);
}
