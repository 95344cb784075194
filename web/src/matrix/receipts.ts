// Who has read how far (spec: receipts, fully read markers), and telling others how far I have.
import {
	type MatrixClient,
	type MatrixEvent,
	ReceiptType,
	type Room,
	RoomEvent,
	type Thread,
} from "matrix-js-sdk";
import { useCallback, useSyncExternalStore } from "react";
import { useClient } from "./react";

/** Somebody who has read a message, and when. */
export interface Reader {
	userId: string;
	ts: number;
}

/** Says that everything up to an event was read; `visibly`: whether others may know (a choice of the person). */
export async function markRead(client: MatrixClient, event: MatrixEvent, visibly: boolean): Promise<void> {
	const id = event.getId();
	const roomId = event.getRoomId();
	if (!id?.startsWith("$") || !roomId) return;
	await client.sendReadReceipt(event, visibly ? ReceiptType.Read : ReceiptType.ReadPrivate);
	// The marker is of the room's main timeline; a thread has its receipts only.
	if (!event.threadRootId || event.threadRootId === id) await client.setRoomReadMarkers(roomId, id);
	const marked = client.getRoom(roomId)?.getAccountData("m.marked_unread")?.getContent().unread;
	if (marked) await setMarkedUnread(client, roomId, false);
}

/**
 * The newest event that I have read in a room, or in a thread of it. The SDK keeps two: what receipts say, and what
 * follows from my own messages; it does not always know which is newer.
 */
export function readByMe(room: Room, thread: Thread | null): string | null {
	const me = room.client.getSafeUserId();
	const place = thread ?? room;
	const told = place.getEventReadUpTo(me, true);
	const follows = place.getEventReadUpTo(me);
	if (!told || !follows) return told ?? follows;
	const ts = (id: string) => room.findEventById(id)?.getTs() ?? 0;
	return ts(follows) > ts(told) ? follows : told;
}

/** Marks a chat as unread by hand, or takes the mark away (spec: m.marked_unread). */
export async function setMarkedUnread(client: MatrixClient, roomId: string, unread: boolean): Promise<void> {
	await client.setRoomAccountData(roomId, "m.marked_unread" as never, { unread } as never);
}

/** The receipts at an event, of its thread if it is in one; without mine and its sender's own. */
function receiptsAt(room: Room, event: MatrixEvent, me: string): Reader[] {
	const thread = event.threadRootId && event.threadRootId !== event.getId() ? event.getThread() : null;
	return (thread ?? room)
		.getReceiptsForEvent(event)
		.filter((one) => one.userId !== me && one.type !== ReceiptType.FullyRead)
		.map((one) => ({ userId: one.userId, ts: one.data.ts }));
}

/** Who has read a message: everybody whose receipt stands at it or later. */
export function readersOf(room: Room, event: MatrixEvent): Reader[] {
	const me = room.client.getSafeUserId();
	const set = event.getThread()?.timelineSet ?? room.getUnfilteredTimelineSet();
	const readers = new Map<string, Reader>();
	let timeline = set.getTimelineForEvent(event.getId() ?? "");
	let reached = false;
	while (timeline) {
		for (const one of timeline.getEvents()) {
			reached ||= one.getId() === event.getId();
			if (!reached) continue;
			for (const reader of receiptsAt(room, one, me))
				if (!readers.has(reader.userId)) readers.set(reader.userId, reader);
		}
		timeline = timeline.getNeighbouringTimeline("f" as never);
	}
	readers.delete(event.getSender() ?? "");
	return [...readers.values()].sort((a, b) => b.ts - a.ts);
}

/**
 * The place in `events` of the newest one that somebody else has read, -1 if nobody has read any. What stands before
 * it has been read too.
 */
export function readUpTo(room: Room, events: readonly MatrixEvent[], me: string): number {
	for (let i = events.length - 1; i >= 0; i -= 1) {
		const event = events[i];
		if (event && receiptsAt(room, event, me).length > 0) return i;
	}
	return -1;
}

/** [`readUpTo`], as receipts arrive. */
export function useReadUpTo(room: Room, events: readonly MatrixEvent[]): number {
	const client = useClient();
	const subscribe = useCallback(
		(changed: () => void) => {
			const received = (_event: MatrixEvent, where: Room) => where === room && changed();
			client.on(RoomEvent.Receipt, received);
			return () => {
				client.off(RoomEvent.Receipt, received);
			};
		},
		[client, room],
	);
	return useSyncExternalStore(subscribe, () => readUpTo(room, events, client.getSafeUserId()));
}
