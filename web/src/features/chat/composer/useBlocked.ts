// Whether one may write in a chat, and why not.
import { EventTimeline, EventType, KnownMembership, type Room } from "matrix-js-sdk";
import { useChanges } from "@/matrix/react";

/** "replaced": the chat goes on in another room; "admins": only those who keep order may write. */
export type BlockedReason = "left" | "banned" | "replaced" | "admins";

/** `null`: writing is allowed. */
export function useBlocked(room: Room): BlockedReason | null {
	useChanges(room, ["RoomState.events", "Room.myMembership", "RoomState.members"]);
	const membership = room.getMyMembership();
	if (membership === KnownMembership.Ban) return "banned";
	if (membership !== KnownMembership.Join) return "left";
	if (replacementOf(room)) return "replaced";
	return room.maySendMessage() ? null : "admins";
}

/** The room in which this one goes on (spec: m.room.tombstone). */
export function replacementOf(room: Room): string | null {
	const next: unknown = room
		.getLiveTimeline()
		.getState(EventTimeline.FORWARDS)
		?.getStateEvents(EventType.RoomTombstone, "")
		?.getContent().replacement_room;
	return typeof next === "string" && next.startsWith("!") ? next : null;
}
