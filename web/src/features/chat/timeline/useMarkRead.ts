// Says how far I have read: up to the lowest message that was in view while the page was looked at.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type RefObject, useEffect, useRef } from "react";
import type { VirtualizerHandle } from "virtua";
import { useSettings } from "@/lib/settings";
import { useClient } from "@/matrix/react";
import { markRead } from "@/matrix/receipts";
import type { TimelineView } from "@/matrix/timeline";
import type { Entry } from "./Timeline";

/** Not for every message that flies by. */
const pauseMs = 400;

interface Scroll {
	list: RefObject<VirtualizerHandle | null>;
	atEnd: boolean;
	scrolling: boolean;
}

/** Sends receipts while the timeline is shown. */
export function useMarkRead(room: Room, view: TimelineView, entries: readonly Entry[], scroll: Scroll): void {
	const client = useClient();
	const { receipts } = useSettings();
	const told = useRef(-1);
	const { list, atEnd, scrolling } = scroll;
	const { events } = view;
	const [first] = events;
	// biome-ignore lint/correctness/useExhaustiveDependencies: places count from the first event
	useEffect(() => {
		told.current = -1;
	}, [first]);
	useEffect(() => {
		if (scrolling) return;
		const tell = () => {
			if (document.visibilityState !== "visible" || !document.hasFocus()) return;
			const at = atEnd ? events.length - 1 : lowestInView(list.current, entries);
			const event = at > told.current ? lastReal(events, at) : undefined;
			if (!event || room.getEventReadUpTo(client.getSafeUserId(), true) === event.getId()) return;
			told.current = at;
			markRead(client, event, receipts).catch(() => {
				// Offline: said again with the next message or the next look.
				told.current = -1;
			});
		};
		const timer = setTimeout(tell, pauseMs);
		addEventListener("focus", tell);
		document.addEventListener("visibilitychange", tell);
		return () => {
			clearTimeout(timer);
			removeEventListener("focus", tell);
			document.removeEventListener("visibilitychange", tell);
		};
	}, [client, room, events, entries, list, atEnd, scrolling, receipts]);
}

/** The place among the events of the lowest message in view. */
function lowestInView(list: VirtualizerHandle | null, entries: readonly Entry[]): number {
	if (!list) return -1;
	const lowest = list.findItemIndex(list.scrollOffset + list.viewportSize - 8);
	for (let i = Math.min(lowest, entries.length - 1); i >= 0; i -= 1) {
		const entry = entries[i];
		if (entry?.kind === "message") return entry.at;
	}
	return -1;
}

/** The server knows no receipts for what it has not got. */
function lastReal(events: readonly MatrixEvent[], at: number): MatrixEvent | undefined {
	return events.slice(0, at + 1).findLast((event) => event.getId()?.startsWith("$") && !event.isSending());
}
