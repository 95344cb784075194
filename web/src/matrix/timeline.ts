// A window on a room's history that grows in both directions: from the newest message, from the first unread one, or
// from any event or date that somebody jumps to. A thread has the same.
import {
	Direction,
	EventTimeline,
	type EventTimelineSet,
	type MatrixEvent,
	MatrixEventEvent,
	type Room,
	RoomEvent,
	ThreadEvent,
	TimelineWindow,
} from "matrix-js-sdk";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useClient } from "./react";

/** Events that are fetched at once. */
const page = 40;
/** After a failure, the next try has to wait. */
const failurePauseMs = 3_000;
/** Events that are held at most; more than anybody sees between two jumps. */
const windowLimit = 20_000;

/** What a component that shows a timeline needs. */
export interface TimelineView {
	/** Events in order; a new array after each change. */
	events: readonly MatrixEvent[];
	/** Whether the first page is still on its way. */
	loading: boolean;
	/** Set when the wanted place could not be had. */
	error: Error | null;
	canLoadOlder: boolean;
	/** Whether the window ends before the newest message. */
	canLoadNewer: boolean;
	loadOlder(): Promise<void>;
	loadNewer(): Promise<void>;
	/** Shows another place; `null`: the newest messages. Whether that worked. */
	jumpTo(eventId: string | null): Promise<boolean>;
	/** Whether new messages are followed; set by who shows them. Who reads older ones keeps them after a gap, too. */
	following: { current: boolean };
}

/** The events of a room, or of one of its threads. */
function setOf(room: Room, threadId: string | null): EventTimelineSet {
	if (threadId === null) return room.getUnfilteredTimelineSet();
	const thread =
		room.getThread(threadId) ?? room.createThread(threadId, room.findEventById(threadId), [], true);
	return thread.timelineSet;
}

/** The timeline of a room or thread, opened at an event or at the end. Mount it with both ids as key. */
export function useTimeline(room: Room, threadId: string | null, openAt: string | null): TimelineView {
	const client = useClient();
	const set = useMemo(() => setOf(room, threadId), [room, threadId]);
	const window = useMemo(() => new TimelineWindow(client, set, { windowLimit }), [client, set]);
	// What is on this device is shown at once, without an empty timeline in between.
	const [state, setState] = useState(() => (loadHere(window, set, openAt) ? viewOf(window, set) : nothing));
	const busy = useRef(false);
	const following = useRef(openAt === null);

	const publish = useCallback(() => setState(viewOf(window, set)), [window, set]);

	const jumpTo = useCallback(
		async (eventId: string | null) => {
			try {
				await window.load(eventId ?? undefined, page);
				publish();
				return true;
			} catch (error) {
				setState((now) => ({ ...now, loading: false, error: error as Error }));
				return false;
			}
		},
		[window, publish],
	);

	const load = useCallback(
		async (direction: Direction) => {
			if (busy.current || !window.canPaginate(direction)) return;
			busy.current = true;
			try {
				await window.paginate(direction, page);
			} catch {
				// Offline or refused: the person scrolls again, or the connection line says why. Whoever asks again at once,
				// because the screen is not full, does not flood the server or this device.
				await new Promise((resolve) => setTimeout(resolve, failurePauseMs));
			} finally {
				busy.current = false;
			}
			publish();
		},
		[window, publish],
	);

	// biome-ignore lint/correctness/useExhaustiveDependencies: opened once; later places come by jumpTo
	useEffect(() => {
		if (!state.loading) {
			// What has arrived since it was rendered, before anything listened.
			if (isAtEnd(window, set))
				void window.paginate(Direction.Forward, 1, false).then((more) => more && publish());
			return;
		}
		void jumpTo(openAt).then((found) => found || openAt === null || jumpTo(null));
	}, [jumpTo]);

	useFollowing(room, set, window, following, publish, jumpTo);

	return {
		...state,
		loadOlder: useCallback(() => load(Direction.Backward), [load]),
		loadNewer: useCallback(() => load(Direction.Forward), [load]),
		jumpTo,
		following,
	};
}

/** What is shown of a timeline. */
type Shown = Omit<TimelineView, "loadOlder" | "loadNewer" | "jumpTo" | "following">;

const nothing: Shown = { events: [], loading: true, error: null, canLoadOlder: false, canLoadNewer: false };

function viewOf(window: TimelineWindow, set: EventTimelineSet): Shown {
	return {
		events: window.getEvents(),
		loading: false,
		error: null,
		canLoadOlder: window.canPaginate(Direction.Backward),
		canLoadNewer: !isComplete(window, set) && window.canPaginate(Direction.Forward),
	};
}

/** Opens the window at a place that the client has already; whether it has it. */
function loadHere(window: TimelineWindow, set: EventTimelineSet, openAt: string | null): boolean {
	if (openAt !== null && !set.getTimelineForEvent(openAt)) return false;
	// The SDK fills the window before it returns when it need not ask.
	void window.load(openAt ?? undefined, page);
	return true;
}

/** Publishes what changes: events that arrive at the end, erased and decrypted ones. */
function useFollowing(
	room: Room,
	set: EventTimelineSet,
	window: TimelineWindow,
	following: { readonly current: boolean },
	publish: () => void,
	jumpTo: (eventId: string | null) => Promise<boolean>,
): void {
	const client = useClient();
	useEffect(() => {
		let asked = false;
		const publishSoon = () => {
			if (asked) return;
			asked = true;
			queueMicrotask(() => {
				asked = false;
				publish();
			});
		};
		const arrived = (event: MatrixEvent, where: Room | undefined) => {
			if (where !== room || event.isSending()) return;
			// Only a window that stands at the end follows: elsewhere the person is reading old messages.
			if (!isAtEnd(window, set)) return;
			void window.paginate(Direction.Forward, 1, false).then(publishSoon, publishSoon);
		};
		const reset = (_room: Room | undefined, which: EventTimelineSet) => {
			if (which !== set) return;
			// After a gap the SDK begins a new timeline; the one before stays, and leads to it bit by bit.
			if (following.current) void jumpTo(null);
			else publishSoon();
		};
		const changed = (event: MatrixEvent) => {
			if (event.getRoomId() === room.roomId) publishSoon();
		};
		// A thread fetches its first page by itself, once it knows its root.
		const grown = () => {
			if (window.getEvents().length === 0) void jumpTo(null);
			else publishSoon();
		};
		client.on(RoomEvent.Timeline, arrived);
		client.on(RoomEvent.TimelineReset, reset);
		client.on(RoomEvent.Redaction, changed);
		client.on(MatrixEventEvent.Decrypted, changed);
		client.on(MatrixEventEvent.Replaced, changed);
		set.thread?.on(ThreadEvent.Update, grown);
		return () => {
			client.off(RoomEvent.Timeline, arrived);
			client.off(RoomEvent.TimelineReset, reset);
			client.off(RoomEvent.Redaction, changed);
			client.off(MatrixEventEvent.Decrypted, changed);
			client.off(MatrixEventEvent.Replaced, changed);
			set.thread?.off(ThreadEvent.Update, grown);
		};
	}, [client, room, set, window, following, publish, jumpTo]);
}

/** Whether the window has the newest event; a thread's live timeline may have a token all the same. */
function isComplete(window: TimelineWindow, set: EventTimelineSet): boolean {
	const end = window.getTimelineIndex(EventTimeline.FORWARDS);
	return end !== null && isAtEnd(window, set) && end.index >= end.maxIndex();
}

/** Whether the window's last timeline is the live one: new events belong to its end. */
function isAtEnd(window: TimelineWindow, set: EventTimelineSet): boolean {
	return window.getTimelineIndex(EventTimeline.FORWARDS)?.timeline === set.getLiveTimeline();
}
