// The pictures and films of a chat in order, for swiping through them.
import { Direction, EventTimeline, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";

/** Whether the viewer shows it. */
export function isPictured(event: MatrixEvent): boolean {
	if (event.isRedacted() || event.getType() !== "m.room.message") return false;
	if (event.isRelation("m.replace")) return false;
	const { msgtype } = event.getContent();
	return msgtype === "m.image" || msgtype === "m.video";
}

/** Those that are loaded around an event, oldest first; at least the event itself. */
export function picturedAround(room: Room, event: MatrixEvent): MatrixEvent[] {
	const id = event.getId() ?? "";
	const start = event.threadRootId
		? room.getThread(event.threadRootId)?.timelineSet.getTimelineForEvent(id)
		: room.getUnfilteredTimelineSet().getTimelineForEvent(id);
	const found = start ? eventsAlong(start).filter(isPictured) : [];
	return found.some((one) => one.getId() === id) ? found : [event];
}

/** Events of a timeline and of those that it is joined to. */
export function eventsAlong(timeline: EventTimeline): MatrixEvent[] {
	let first = timeline;
	for (let one = first.getNeighbouringTimeline(Direction.Backward); one; ) {
		first = one;
		one = first.getNeighbouringTimeline(Direction.Backward);
	}
	const events: MatrixEvent[] = [];
	for (let one: EventTimeline | null = first; one; one = one.getNeighbouringTimeline(Direction.Forward))
		events.push(...one.getEvents());
	return events;
}

/** Pages that are fetched at most for one more picture. */
const patience = 8;

/** Fetches older history until there is one more; whether there is. */
export async function loadOlderPictured(
	client: MatrixClient,
	room: Room,
	oldest: MatrixEvent,
): Promise<boolean> {
	const set = room.getUnfilteredTimelineSet();
	const timeline = set.getTimelineForEvent(oldest.getId() ?? "");
	if (!timeline) return false;
	const before = eventsAlong(timeline).filter(isPictured).length;
	for (let page = 0; page < patience; page++) {
		const first = firstOf(timeline);
		if (!first.getPaginationToken(EventTimeline.BACKWARDS)) return false;
		const more = await client.paginateEventTimeline(first, { backwards: true, limit: 50 });
		await Promise.all(first.getEvents().map((event) => event.getDecryptionPromise() ?? undefined));
		if (eventsAlong(timeline).filter(isPictured).length > before) return true;
		if (!more) return false;
	}
	return false;
}

function firstOf(timeline: EventTimeline): EventTimeline {
	const before = timeline.getNeighbouringTimeline(Direction.Backward);
	return before ? firstOf(before) : timeline;
}
