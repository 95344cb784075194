// A window on a room's history that grows in both directions: from the newest message, from the first unread one, or
// from any event or date that somebody jumps to.
import {
	Direction,
	EventTimeline,
	type MatrixEvent,
	MatrixEventEvent,
	type Room,
	RoomEvent,
	TimelineWindow,
} from "matrix-js-sdk";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useClient } from "./react";

/** Events that are fetched at once. */
const page = 40;
/** Events that are held at most; more than anybody sees between two jumps. */
const windowLimit = 20_000;

/** What a component that shows a timeline needs. */
export interface TimelineView {
	/** Events in order; a new array after each change. */
	events: readonly MatrixEvent[];
	/** Whether the first page is still on its way. */
	loading: boolean;
	/** Set when the first page could not be had. */
	error: Error | null;
	canLoadOlder: boolean;
	/** Whether the window ends before the newest message. */
	canLoadNewer: boolean;
	loadOlder(): Promise<void>;
	loadNewer(): Promise<void>;
	/** Shows another place; `null`: the newest messages. */
	jumpTo(eventId: string | null): Promise<void>;
}

/** The timeline of a room, opened at an event or at the end. Mount it with `key={roomId}`. */
export function useTimeline(room: Room, openAt: string | null): TimelineView {
	const client = useClient();
	const [state, setState] = useState({
		events: [] as readonly MatrixEvent[],
		loading: true,
		error: null as Error | null,
		canLoadOlder: false,
		canLoadNewer: false,
	});
	const window = useMemo(
		() => new TimelineWindow(client, room.getUnfilteredTimelineSet(), { windowLimit }),
		[client, room],
	);
	const busy = useRef(false);

	const publish = useCallback(() => {
		setState({
			events: window.getEvents(),
			loading: false,
			error: null,
			canLoadOlder: window.canPaginate(Direction.Backward),
			canLoadNewer: window.canPaginate(Direction.Forward),
		});
	}, [window]);

	const jumpTo = useCallback(
		async (eventId: string | null) => {
			try {
				await window.load(eventId ?? undefined, page);
				publish();
			} catch (error) {
				setState((now) => ({ ...now, loading: false, error: error as Error }));
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
				// Offline or refused: the person scrolls again, or the connection line says why.
			} finally {
				busy.current = false;
			}
			publish();
		},
		[window, publish],
	);

	useEffect(() => {
		void jumpTo(openAt);
	}, [jumpTo, openAt]);

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
			if (!isAtEnd(window, room)) return;
			void window.paginate(Direction.Forward, 1, false).then(publishSoon, publishSoon);
		};
		const reset = (where: Room | undefined) => {
			if (where === room) void jumpTo(null);
		};
		const changed = (event: MatrixEvent) => {
			if (event.getRoomId() === room.roomId) publishSoon();
		};
		client.on(RoomEvent.Timeline, arrived);
		client.on(RoomEvent.TimelineReset, reset);
		client.on(RoomEvent.Redaction, changed);
		client.on(MatrixEventEvent.Decrypted, changed);
		client.on(MatrixEventEvent.Replaced, changed);
		return () => {
			client.off(RoomEvent.Timeline, arrived);
			client.off(RoomEvent.TimelineReset, reset);
			client.off(RoomEvent.Redaction, changed);
			client.off(MatrixEventEvent.Decrypted, changed);
			client.off(MatrixEventEvent.Replaced, changed);
		};
	}, [client, room, window, publish, jumpTo]);

	return {
		...state,
		loadOlder: useCallback(() => load(Direction.Backward), [load]),
		loadNewer: useCallback(() => load(Direction.Forward), [load]),
		jumpTo,
	};
}

/** Whether the window's last timeline is the live one: new events belong to its end. */
function isAtEnd(window: TimelineWindow, room: Room): boolean {
	return window.getTimelineIndex(EventTimeline.FORWARDS)?.timeline === room.getLiveTimeline();
}
