// From events to what stands in the timeline: days, messages in groups of one sender, lines about changes.
import { type MatrixEvent, RelationType } from "matrix-js-sdk";
import { joinsAlbum } from "@/matrix/album";
import { belongsToApps } from "@/matrix/miniApps/events";
import { daysBetween } from "../when";

/** One thing in the timeline. */
export type TimelineItem =
	| { kind: "day"; key: string; ts: number }
	| { kind: "new"; key: string }
	| {
			kind: "message";
			key: string;
			event: MatrixEvent;
			/** Pictures that were sent together, this one first. */
			album?: readonly MatrixEvent[];
			at: number;
			first: boolean;
			last: boolean;
	  }
	| { kind: "recalled"; key: string; event: MatrixEvent }
	/** What a feature says in a line. */
	| { kind: "line"; key: string; event: MatrixEvent }
	/** Changes of one kind that stand together: "3 people joined". */
	| { kind: "notice"; key: string; events: readonly MatrixEvent[] };

/** What the items depend on, apart from the events. */
export interface ItemOptions {
	/** The thread that is shown; `null`: the room, without what belongs to threads. */
	threadId: string | null;
	/** The event after which the line "New messages" stands; `null`: no line. */
	newAfter: string | null;
	/** The line stands before a message of somebody else. */
	me: string;
	/** A chat of two: that somebody made it and that both are in it goes without saying. */
	two: boolean;
	/** Whether an event that is no message says something in a line of its own. */
	says?: (event: MatrixEvent) => boolean;
}

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
function isShown(event: MatrixEvent, { threadId, two, says }: ItemOptions): boolean {
	if (event.isRelation(RelationType.Replace) || event.isRelation(RelationType.Annotation)) return false;
	if (event.isRelation(RelationType.Reference)) return false;
	if (threadId === null && event.threadRootId && event.threadRootId !== event.getId()) return false;
	// What belongs to a mini-app is seen in its card, and what cannot be decrypted of it nowhere.
	if (says?.(event)) return !event.isRedacted();
	if (belongsToApps(event)) return false;
	return messageTypes.has(event.getType()) || (noticeTypes.has(event.getType()) && saysSomething(event, two));
}

/** A change of a name or a picture of somebody who is there already needs no line. */
function saysSomething(event: MatrixEvent, two: boolean): boolean {
	if (event.getType() !== "m.room.member") return !two || event.getType() !== "m.room.create";
	if (two && event.getContent().membership === "join") return false;
	return event.getContent().membership !== event.getPrevContent().membership;
}

/** Comings and goings of the same kind: what they are called together; `null`: stands alone. */
export function runOf(event: MatrixEvent): "join" | "leave" | "invite" | null {
	if (event.getType() !== "m.room.member") return null;
	const { membership } = event.getContent();
	const own = event.getSender() === event.getStateKey();
	if (membership === "join" || membership === "invite") return membership;
	return membership === "leave" && own && event.getPrevContent().membership === "join" ? "leave" : null;
}

/** Whether an event stands in this item: as itself, or as a picture of its album. */
export function holds(item: { key: string }, eventId: string | null | undefined): boolean {
	if (!eventId) return false;
	const album = "album" in item ? (item.album as readonly MatrixEvent[] | undefined) : undefined;
	return item.key === eventId || Boolean(album?.some((event) => event.getId() === eventId));
}

/** Pure: the same events make the same items. `at` of a message is its place among the events. */
export function itemsOf(events: readonly MatrixEvent[], options: ItemOptions): TimelineItem[] {
	const items: TimelineItem[] = [];
	let previous: MatrixEvent | undefined;
	let markNew = false;
	for (const [at, event] of events.entries()) {
		if (isShown(event, options)) {
			if (!previous || daysBetween(previous.getTs(), event.getTs()) !== 0)
				items.push({ kind: "day", key: `day-${new Date(event.getTs()).toDateString()}`, ts: event.getTs() });
			if (markNew && messageTypes.has(event.getType()) && event.getSender() !== options.me) {
				items.push({ kind: "new", key: "new" });
				markNew = false;
			}
			add(items, event, at);
			previous = event;
		}
		if (options.newAfter !== null && event.getId() === options.newAfter) markNew = true;
	}
	return items;
}

function isSameLine(before: MatrixEvent, event: MatrixEvent): boolean {
	return (
		before.getSender() === event.getSender() &&
		before.getRelation()?.event_id === event.getRelation()?.event_id &&
		event.getTs() - before.getTs() < togetherMs
	);
}

function add(items: TimelineItem[], event: MatrixEvent, at: number): void {
	const key = event.getId() ?? "";
	const before = items.at(-1);
	if (!messageTypes.has(event.getType()) && !noticeTypes.has(event.getType())) {
		// Of many lines of one person about one thing, the last one says how it stands.
		if (before?.kind === "line" && isSameLine(before.event, event)) items.pop();
		items.push({ kind: "line", key, event });
	} else if (!messageTypes.has(event.getType())) {
		const run = runOf(event);
		const joins =
			before?.kind === "notice" && run !== null && before.events[0] && runOf(before.events[0]) === run;
		if (joins) items[items.length - 1] = { ...before, events: [...before.events, event] };
		else items.push({ kind: "notice", key, events: [event] });
	} else if (event.isRedacted()) {
		items.push({ kind: "recalled", key, event });
	} else if (before?.kind === "message" && joinsAlbum(before.album ?? [before.event], event)) {
		items[items.length - 1] = { ...before, at, album: [...(before.album ?? [before.event]), event] };
	} else {
		const joins =
			before?.kind === "message" &&
			before.event.getSender() === event.getSender() &&
			event.getTs() - before.event.getTs() < togetherMs;
		if (joins && before.kind === "message") before.last = false;
		items.push({ kind: "message", key, event, at, first: !joins, last: true });
	}
}
