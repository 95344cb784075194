// The voice note after another one: somebody tells a story in pieces.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { attachedOf } from "../content";

/** The next message, if it is a voice note; reactions, edits and lines about members do not come between. */
export function nextVoiceNote(room: Room, event: MatrixEvent): MatrixEvent | null {
	const id = event.getId() ?? "";
	const timeline = event.threadRootId
		? room.getThread(event.threadRootId)?.timelineSet.getTimelineForEvent(id)
		: room.getUnfilteredTimelineSet().getTimelineForEvent(id);
	const events = timeline?.getEvents() ?? [];
	const at = events.findIndex((one) => one.getId() === id);
	const next = events
		.slice(at + 1)
		.find((one) => one.getType() === "m.room.message" && !one.isRedacted() && !one.isRelation("m.replace"));
	if (at < 0 || !next) return null;
	return attachedOf(next.getType(), next.getContent()).kind === "voice" ? next : null;
}
