// An announcement: a message (encrypted like any other) that is pinned and marked, so that it stands on top of the chat
// until each person has put it away. Apps that do not know the mark show a pinned message.
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import { useEvent } from "./event";
import type { Outbox } from "./outbox";
import { usePins } from "./pins";
import { useChanges, useClient } from "./react";

/** In the content of the message: `true`. */
const mark = "org.causeway.announcement";
/** Room account data: `{ event_id }` of the last one that I put away. */
const seenType = "org.causeway.announcement_seen";

/** Sends it, and pins it when the server has it; also after a reload. */
export function announce(outbox: Outbox, room: Room, words: string): Promise<void> {
	const content = { msgtype: "m.text", body: words, [mark]: true, "m.mentions": { room: true } };
	return outbox.send({ roomId: room.roomId, threadId: null, type: "m.room.message", content, pin: true });
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
