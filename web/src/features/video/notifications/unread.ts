// How many notifications about videos wait: asked now and then while the app is looked at.
import type { MatrixClient } from "matrix-js-sdk";
import { useEffect, useSyncExternalStore } from "react";
import { call } from "@/matrix/causeway";
import { RequestError } from "@/matrix/http";
import { useClient } from "@/matrix/react";

const everyMs = 60_000;

let count = 0;
let asked = 0;
/** An older server is not asked again. */
let older = false;
const listeners = new Set<() => void>();

/** What the server, or the page of notifications, said last. */
export function tellUnread(now: number): void {
	if (now === count) return;
	count = now;
	for (const listener of listeners) listener();
}

/** Asks, unless that was just done. */
async function look(client: MatrixClient): Promise<void> {
	const accessToken = client.getAccessToken();
	if (older || !accessToken || document.hidden || Date.now() - asked < everyMs / 2) return;
	asked = Date.now();
	try {
		tellUnread((await call(accessToken, "get", "notifications", { query: { limit: 1 } })).unread);
	} catch (error) {
		// Offline: at the next look.
		older = error instanceof RequestError && error.errcode === "M_UNRECOGNIZED";
	}
}

/** Keeps the number fresh as long as the app is there; once, in the frame. */
export function useUnreadAsked(): void {
	const client = useClient();
	useEffect(() => {
		const now = () => void look(client);
		now();
		const timer = setInterval(now, everyMs);
		document.addEventListener("visibilitychange", now);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", now);
		};
	}, [client]);
}

/** The number, as it changes. */
export const useUnread = (): number =>
	useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => count,
	);
