// Whether the person asked the system for less motion.
import { useSyncExternalStore } from "react";

const wish = matchMedia("(prefers-reduced-motion: reduce)");

/** As it changes. */
export function useReducedMotion(): boolean {
	return useSyncExternalStore(
		(changed) => {
			wish.addEventListener("change", changed);
			return () => wish.removeEventListener("change", changed);
		},
		() => wish.matches,
	);
}
