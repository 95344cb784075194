// From events to what stands in the timeline: days, messages in groups of one sender, lines about changes.
import { type MatrixEvent, RelationType } from "matrix-js-sdk";
import { daysBetween } from "../when";

/** One thing in the timeline. */
export type TimelineItem =
	| { kind: "day"; key: string; ts: number }
	| { kind: "message"; key: string; event: MatrixEvent; first: boolean; last: boolean }
	| { kind: "notice"; key: string; event: MatrixEvent };

/** Messages of one sender within this time stand together. */
const togetherMs = 5 * 60_000;

const messageTypes = new Set([
	"m.room.message",
	"m.room.encrypted",
	"m.sticker",
	"m.poll.start",
	"org.matrix.msc3381.poll.start",
]);
const noticeTypes = new Set([
	"m.room.member",
	"m.room.name",
	"m.room.topic",
	"m.room.avatar",
	"m.room.encryption",
	"m.room.create",
	"m.room.pinned_events",
	"m.room.tombstone",
]);

/** Whether an event has a place of its own; edits, reactions, answers to polls and thread replies have none. */
function isShown(event: MatrixEvent): boolean {
	if (event.isRelation(RelationType.Replace) || event.isRelation(RelationType.Annotation)) return false;
	if (event.isRelation(RelationType.Reference)) return false;
	if (event.threadRootId && event.threadRootId !== event.getId()) return false;
	return messageTypes.has(event.getType()) || noticeTypes.has(event.getType());
}

/** Pure: the same events make the same items. */
export function itemsOf(events: readonly MatrixEvent[]): TimelineItem[] {
	const items: TimelineItem[] = [];
	let previous: MatrixEvent | undefined;
	for (const event of events) {
		if (!isShown(event)) continue;
		const id = event.getId() ?? "";
		if (!previous || daysBetween(previous.getTs(), event.getTs()) !== 0)
			items.push({ kind: "day", key: `day-${id}`, ts: event.getTs() });
		if (!messageTypes.has(event.getType())) {
			items.push({ kind: "notice", key: id, event });
		} else {
			const before = items.at(-1);
			const joins =
				before?.kind === "message" &&
				before.event.getSender() === event.getSender() &&
				event.getTs() - before.event.getTs() < togetherMs;
			if (joins && before.kind === "message") before.last = false;
			items.push({ kind: "message", key: id, event, first: !joins, last: true });
		}
		previous = event;
	}
	return items;
}
