// The list of chats: which rooms, in which order, and what each line shows. Recomputed once per burst of events.
import {
	ClientEvent,
	EventTimeline,
	EventType,
	KnownMembership,
	type MatrixClient,
	type MatrixEvent,
	MatrixEventEvent,
	NotificationCountType,
	type Room,
	RoomEvent,
	RoomMemberEvent,
	RoomStateEvent,
} from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import { type Begun, drafts } from "./drafts";
import { type Outbox, type OutboxEntry, targetOf } from "./outbox";
import { nameOf, roomNameOf } from "./people";
import { stateOf, useClient } from "./react";

/** One line of the list of chats. */
export interface RoomSummary {
	room: Room;
	roomId: string;
	/** The person on the other side, if it is a chat of two. */
	directUserId: string | null;
	unread: number;
	highlights: number;
	/** Marked as unread by hand (spec: m.marked_unread). */
	markedUnread: boolean;
	muted: boolean;
	pinned: boolean;
	archived: boolean;
	encrypted: boolean;
	/** The newest event that a person would call a message. */
	last: MatrixEvent | null;
	/** What was begun here and left. */
	draft: Begun | null;
	/** The newest message of my own that is not in the timeline yet. */
	unsent: OutboxEntry | null;
	/** Whether a message of my own could not be sent, the newest or another one. */
	failed: boolean;
	/** Unix milliseconds of what moved it to its place. */
	ts: number;
	/** Names, and how the last message stands: whatever else a line shows. */
	seen: string;
}

/** All chats that this person has joined, what was said or written last first, pinned before the others; and invitations. */
export interface RoomList {
	joined: readonly RoomSummary[];
	invited: readonly Room[];
	/** Unread chats that are not muted, for the badge of the tab. */
	unreadChats: number;
}

const events: readonly string[] = [
	ClientEvent.Room,
	ClientEvent.DeleteRoom,
	ClientEvent.AccountData,
	RoomEvent.Timeline,
	RoomEvent.Name,
	RoomEvent.Receipt,
	RoomEvent.Tags,
	RoomEvent.AccountData,
	RoomEvent.MyMembership,
	RoomEvent.UnreadNotifications,
	RoomEvent.Redaction,
	RoomEvent.TimelineReset,
	RoomStateEvent.Update,
	RoomMemberEvent.Name,
	MatrixEventEvent.Decrypted,
];

const stores = new WeakMap<MatrixClient, RoomListStore>();

/** The list of chats, as it changes. */
export function useRoomList(): RoomList {
	const client = useClient();
	const store = roomListOf(client);
	return useSyncExternalStore(store.subscribe, store.read);
}

/** The list's store of a client; one for all who look. */
export function roomListOf(client: MatrixClient): RoomListStore {
	let store = stores.get(client);
	if (!store) {
		store = new RoomListStore(client);
		stores.set(client, store);
	}
	return store;
}

/** Keeps the list up to date with a cost of one sort per animation frame in which something changed. */
export class RoomListStore {
	private list: RoomList;
	private readonly listeners = new Set<() => void>();
	private asked = false;
	private outbox: Outbox | null = null;
	private onItsWay = "";

	constructor(private readonly client: MatrixClient) {
		this.list = listRooms(client, null, new Map());
		for (const event of events) client.on(event as never, this.changed as never);
		drafts.subscribe(this.changed);
	}

	/** Shows what is unsent, too. */
	follow(outbox: Outbox): void {
		this.outbox = outbox;
		const look = () => {
			// An upload tells of every step; the list shows none of them.
			const now = outbox
				.all()
				.map(({ id, state }) => `${id} ${state}`)
				.join();
			if (now === this.onItsWay) return;
			this.onItsWay = now;
			this.changed();
		};
		outbox.subscribe(look);
		look();
	}

	/** The list as it was computed last. */
	read = (): RoomList => this.list;

	/** Calls back after each change; returns how to stop. */
	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	private changed = (): void => {
		if (this.asked) return;
		this.asked = true;
		// Not an animation frame: a page in the background counts its unread messages too.
		setTimeout(() => {
			this.asked = false;
			const before = new Map(this.list.joined.map((one) => [one.roomId, one]));
			this.list = listRooms(this.client, this.outbox, before);
			for (const listener of this.listeners) listener();
		}, 16);
	};
}

/** Chats in which nothing has changed keep their object of before, so that their lines are not drawn again. */
function listRooms(
	client: MatrixClient,
	outbox: Outbox | null,
	before: ReadonlyMap<string, RoomSummary>,
): RoomList {
	const direct = directRooms(client);
	const today = new Date().toDateString();
	const joined: RoomSummary[] = [];
	const invited: Room[] = [];
	for (const room of client.getVisibleRooms()) {
		const membership = room.getMyMembership();
		if (room.isSpaceRoom()) continue;
		if (membership === KnownMembership.Join)
			joined.push(
				kept(
					before,
					summarise(client, room, direct.get(room.roomId) ?? null, outbox?.inRoom(room.roomId) ?? [], today),
				),
			);
		else if (membership === KnownMembership.Invite) invited.push(room);
	}
	joined.sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.ts - a.ts);
	const unreadChats = joined.filter(
		(one) => (!one.muted && (one.unread > 0 || one.markedUnread)) || one.highlights > 0,
	).length;
	return { joined, invited, unreadChats: unreadChats + invited.length };
}

function kept(before: ReadonlyMap<string, RoomSummary>, now: RoomSummary): RoomSummary {
	const known = before.get(now.roomId);
	const keys = Object.keys(now) as (keyof RoomSummary)[];
	return known && keys.every((key) => known[key] === now[key]) ? known : now;
}

/** Room id → the person of a one-to-one chat (spec: m.direct). */
export function directRooms(client: MatrixClient): Map<string, string> {
	const content = client.getAccountData(EventType.Direct)?.getContent() ?? {};
	const direct = new Map<string, string>();
	for (const [userId, rooms] of Object.entries(content)) {
		if (Array.isArray(rooms)) for (const roomId of rooms) direct.set(roomId, userId);
	}
	return direct;
}

function summarise(
	client: MatrixClient,
	room: Room,
	directUserId: string | null,
	entries: readonly OutboxEntry[],
	today: string,
): RoomSummary {
	const last = lastMessage(room);
	const messages = entries.filter((entry) => targetOf(entry) === null);
	const unsent = messages.findLast((entry) => entry.threadId === null) ?? null;
	const draft = drafts.in(room.roomId);
	const marked = room.getAccountData("m.marked_unread")?.getContent();
	return {
		room,
		roomId: room.roomId,
		directUserId,
		unread: room.getUnreadNotificationCount(NotificationCountType.Total),
		highlights: room.getUnreadNotificationCount(NotificationCountType.Highlight),
		markedUnread: marked?.unread === true,
		muted: isMuted(client, room.roomId),
		pinned: "m.favourite" in room.tags,
		archived: "m.lowpriority" in room.tags,
		encrypted: room.hasEncryptionStateEvent(),
		last,
		draft,
		unsent,
		failed: messages.some((entry) => entry.state === "failed"),
		ts: Math.max(last?.getTs() ?? room.getLastActiveTimestamp(), draft?.ts ?? 0, unsent?.ts ?? 0),
		seen: [
			roomNameOf(client, room, directUserId),
			last && nameOf(client, last.getSender() ?? "", room),
			last && stateOf(last),
			// At midnight the times of all of them become days.
			today,
		].join(),
	};
}

/** Whether the room's own push rule says that nothing of it is told (spec: push rules, kind room). */
export function isMuted(client: MatrixClient, roomId: string): boolean {
	const rules = client.pushRules?.global;
	const rule = rules?.override?.find(
		(one) =>
			one.enabled &&
			one.conditions?.some((c) => "pattern" in c && c.key === "room_id" && c.pattern === roomId),
	);
	return rule !== undefined && !rule.actions.includes("notify" as never);
}

const spoken = new Set<string>([
	EventType.RoomMessage,
	EventType.RoomMessageEncrypted,
	EventType.Sticker,
	"m.poll.start",
	"org.matrix.msc3381.poll.start",
]);

/** The newest event of the loaded timeline that is a message: no edit, reaction or change of the room. */
export function lastMessage(room: Room): MatrixEvent | null {
	const timeline = room.getLiveTimeline().getEvents();
	for (let i = timeline.length - 1; i >= 0; i -= 1) {
		const event = timeline[i];
		if (event && spoken.has(event.getType()) && !event.isRelation("m.replace")) return event;
	}
	return null;
}

/** Whether the person may do something that needs a power level; `action` as in m.room.power_levels. */
export function mayDo(room: Room, action: "invite" | "kick" | "ban" | "redact", userId: string): boolean {
	return (
		room
			.getLiveTimeline()
			.getState(EventTimeline.FORWARDS)
			?.hasSufficientPowerLevelFor(action, levelOf(room, userId)) ?? false
	);
}

/** A person's power level in a room; creators of version 12 rooms have more than any number. */
export function levelOf(room: Room, userId: string): number {
	return room.getMember(userId)?.powerLevel ?? 0;
}
