// Where a chat opens: at a message that a link names, at the first unread one, where it was left, or at the end.
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import { readByMe } from "@/matrix/receipts";
import { positionOf } from "./positions";

/** How to open a timeline. */
export interface Opening {
	/** The event to load; `null`: the newest. */
	openAt: string | null;
	/** The event to put into the middle and to highlight. */
	highlight: string | null;
	/** The last event that was read, if there are unread ones after it. */
	newAfter: string | null;
	/** Pixels of `openAt` above the upper edge, when coming back. */
	above: number | null;
}

const atEnd: Opening = { openAt: null, highlight: null, newAfter: null, above: null };

/** Decided once, when the chat is opened. */
export function openingOf(
	client: MatrixClient,
	room: Room,
	threadId: string | null,
	wanted: string | null,
): Opening {
	if (wanted) return { ...atEnd, openAt: wanted, highlight: wanted };
	const newAfter = firstUnreadAfter(client, room, threadId);
	if (newAfter) return { ...atEnd, openAt: newAfter, newAfter };
	const left = positionOf(positionKey(room, threadId));
	return left ? { ...atEnd, openAt: left.eventId, above: left.above } : atEnd;
}

/** The key of a chat or thread. */
export const positionKey = (room: Room, threadId: string | null): string =>
	`${room.roomId} ${threadId ?? ""}`;

/** The event up to which I have read, if somebody else has spoken since. */
function firstUnreadAfter(client: MatrixClient, room: Room, threadId: string | null): string | null {
	const me = client.getSafeUserId();
	const thread = threadId ? room.getThread(threadId) : null;
	// Who has just joined has read nothing; what came before is history.
	const joined = thread ? null : (room.getMember(me)?.events.member?.getId() ?? null);
	const read = readByMe(room, thread) ?? joined;
	if (!read) return null;
	const events = (thread?.liveTimeline ?? room.getLiveTimeline()).getEvents();
	const at = events.findIndex((event) => event.getId() === read);
	if (at >= 0) return events.slice(at + 1).some((event) => isNews(event, me)) ? read : null;
	// It is further back than what is loaded: the server counts.
	return !thread && room.getRoomUnreadNotificationCount() > 0 ? read : null;
}

function isNews(event: MatrixEvent, me: string): boolean {
	return (
		event.getSender() !== me && !event.isState() && !event.getRelation()?.rel_type && !event.isRedacted()
	);
}
