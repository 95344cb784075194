// The back gesture of a phone puts away what lies over the page, rather than the page.
import { useEffect, useRef } from "react";

/** While mounted, one more entry stands in the browser's history; going back closes. */
export function useBackCloses(onClose: () => void): void {
	const latest = useRef(onClose);
	const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => {
		latest.current = onClose;
	});
	useEffect(() => {
		// Strict mode mounts twice; the entry stands already then.
		if (leaving.current === undefined) pushEntry();
		clearTimeout(leaving.current);
		let gone = false;
		const went = () => {
			gone = true;
			latest.current();
		};
		addEventListener("popstate", went, { once: true });
		return () => {
			removeEventListener("popstate", went);
			if (!gone) leaving.current = setTimeout(dropEntry);
		};
	}, []);
}

/** The router's own state stays in it: to the router, this is the same place. */
function pushEntry(): void {
	history.pushState({ ...(history.state as Record<string, unknown> | null), layer: true }, "");
}

/** Closed otherwise: the entry goes too, unless a link has led on from it already. */
function dropEntry(): void {
	if ((history.state as Record<string, unknown> | null)?.layer) history.back();
}
