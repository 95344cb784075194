// What is pinned in a room (spec: m.room.pinned_events).
import { EventTimeline, EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import { useChanges } from "./react";

/** More than this many pins are not looked at. */
const limit = 100;

/** The pinned events' ids, oldest first. */
export function pinsOf(room: Room): string[] {
	const pinned: unknown = room
		.getLiveTimeline()
		.getState(EventTimeline.FORWARDS)
		?.getStateEvents(EventType.RoomPinnedEvents, "")
		?.getContent().pinned;
	return Array.isArray(pinned) ? pinned.filter((id) => typeof id === "string").slice(-limit) : [];
}

/** [`pinsOf`], as it changes. */
export function usePins(room: Room): string[] {
	useChanges(room, ["RoomState.events"]);
	return pinsOf(room);
}

/** Whether this person may pin. */
export function mayPin(room: Room): boolean {
	return (
		room
			.getLiveTimeline()
			.getState(EventTimeline.FORWARDS)
			?.maySendStateEvent(EventType.RoomPinnedEvents, room.client.getSafeUserId()) ?? false
	);
}

/** Pins or unpins. */
export async function setPinned(
	client: MatrixClient,
	room: Room,
	eventId: string,
	pin: boolean,
): Promise<void> {
	const others = pinsOf(room).filter((id) => id !== eventId);
	await client.sendStateEvent(room.roomId, EventType.RoomPinnedEvents, {
		pinned: pin ? [...others, eventId] : others,
	});
}
