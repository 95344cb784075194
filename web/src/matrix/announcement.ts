// An announcement: a message (encrypted like any other) that is pinned and marked, so that it stands on top of the chat
// until each person has put it away. Apps that do not know the mark show a pinned message.
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import { useEvent } from "./event";
import { setPinned, usePins } from "./pins";
import { useChanges, useClient } from "./react";

/** In the content of the message: `true`. */
const mark = "org.causeway.announcement";
/** Room account data: `{ event_id }` of the last one that I put away. */
const seenType = "org.causeway.announcement_seen";

/** Sends and pins it. Not by the outbox: it is pinned under its id, and the words stay on the form until that is done. */
export async function announce(client: MatrixClient, room: Room, words: string): Promise<void> {
	const { event_id: eventId } = await client.sendEvent(
		room.roomId,
		"m.room.message" as never,
		{ msgtype: "m.text", body: words, [mark]: true, "m.mentions": { room: true } } as never,
	);
	await setPinned(client, room, eventId, true);
}

/** The newest announcement that I have not put away. */
export function useAnnouncement(room: Room): MatrixEvent | null {
	const client = useClient();
	useChanges(room, ["Room.accountData"]);
	const newest = usePins(room).at(-1);
	const event = useEvent(room, newest);
	if (!event || event.isRedacted() || event.getContent()[mark] !== true) return null;
	if (client.getRoom(room.roomId)?.getAccountData(seenType)?.getContent().event_id === event.getId())
		return null;
	return event;
}

/** Puts it away, on all my devices. */
export async function putAway(client: MatrixClient, event: MatrixEvent): Promise<void> {
	const roomId = event.getRoomId();
	if (roomId)
		await client.setRoomAccountData(roomId, seenType as never, { event_id: event.getId() } as never);
}
