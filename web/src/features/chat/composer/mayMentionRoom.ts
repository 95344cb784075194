// Whether @room is more than a word.
import { EventTimeline, type Room } from "matrix-js-sdk";

/** As the room's power levels say for me (spec: m.room.power_levels, notifications). */
export function mayMentionRoom(room: Room): boolean {
	const state = room.getLiveTimeline().getState(EventTimeline.FORWARDS);
	return state?.mayTriggerNotifOfType("room", room.client.getSafeUserId()) ?? false;
}
