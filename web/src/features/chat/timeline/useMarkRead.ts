// Says how far I have read: up to the lowest message that was in view while the page was looked at.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type RefObject, useEffect, useRef } from "react";
import type { VirtualizerHandle } from "virtua";
import { useSettings } from "@/lib/settings";
import { useClient } from "@/matrix/react";
import { markRead, readByMe } from "@/matrix/receipts";
import type { TimelineView } from "@/matrix/timeline";
import type { Entry } from "./withUnsent";

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
	/** When the newest event was sent that I have told of: receipts never go back. */
	const told = useRef(0);
	const { list, atEnd, scrolling } = scroll;
	const { events } = view;
	const tell = () => {
		if (document.visibilityState !== "visible" || !document.hasFocus()) return;
		// While somebody scrolls through, nothing is read; at the end the list moves because messages arrive.
		if (scrolling && !atEnd) return;
		const at = atEnd ? events.length - 1 : lowestInView(list.current, entries);
		const event = lastReal(events, at);
		if (!event || event.getTs() <= Math.max(told.current, readTs(room, event))) return;
		told.current = event.getTs();
		markRead(client, event, receipts).catch(() => {
			// Offline: said again with the next message or the next look.
			told.current = 0;
		});
	};
	const tellNow = useRef(tell);
	tellNow.current = tell;
	/** Runs from the first thing that has changed: where messages come without a pause, they are read all the same. */
	const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each of them may mean that more has been read
	useEffect(() => {
		timer.current ??= setTimeout(() => {
			timer.current = null;
			tellNow.current();
		}, pauseMs);
	}, [client, room, events, entries, list, atEnd, scrolling, receipts]);
	useEffect(() => {
		const look = () => tellNow.current();
		addEventListener("focus", look);
		document.addEventListener("visibilitychange", look);
		return () => {
			if (timer.current) clearTimeout(timer.current);
			timer.current = null;
			removeEventListener("focus", look);
			document.removeEventListener("visibilitychange", look);
		};
	}, []);
}

/** When the event was sent up to which I have read, as far as it is known here. */
function readTs(room: Room, event: MatrixEvent): number {
	const threaded = event.threadRootId !== undefined && event.threadRootId !== event.getId();
	const read = readByMe(room, threaded ? (event.getThread() ?? null) : null);
	return (read && room.findEventById(read)?.getTs()) || 0;
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
