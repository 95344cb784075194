// A room's events as far back as somebody has looked, with a way further back.
import { EventTimeline, type MatrixEvent, MatrixEventEvent, type Room, RoomEvent } from "matrix-js-sdk";
import { useCallback, useRef, useState } from "react";
import { useChanges, useClient } from "@/matrix/react";
import type { Growing } from "@/ui/EndOfList";
import { eventsAlong } from "../viewer/collect";

/** Newest first. */
export interface History extends Growing {
	events: readonly MatrixEvent[];
}

const page = 100;

/** Encrypted rooms can only be searched here: what the server holds says nothing of what is in it. */
export function useHistory(room: Room): History {
	const client = useClient();
	useChanges(room, [RoomEvent.Timeline, RoomEvent.Redaction, RoomEvent.TimelineReset]);
	useChanges(client, [MatrixEventEvent.Decrypted]);
	const [state, setState] = useState({ loading: false, failed: false });
	const busy = useRef(false);
	const live = room.getLiveTimeline();
	const first = firstOf(live);
	const loadMore = useCallback(async () => {
		if (busy.current) return;
		busy.current = true;
		setState({ loading: true, failed: false });
		const failed = await client
			.paginateEventTimeline(firstOf(room.getLiveTimeline()), { backwards: true, limit: page })
			.then(
				() => false,
				() => true,
			);
		busy.current = false;
		setState({ loading: false, failed });
	}, [client, room]);
	return {
		...state,
		events: eventsAlong(live)
			.filter((event) => !event.isRedacted())
			.reverse(),
		more: first.getPaginationToken(EventTimeline.BACKWARDS) !== null,
		loadMore,
	};
}

function firstOf(timeline: EventTimeline): EventTimeline {
	const before = timeline.getNeighbouringTimeline(EventTimeline.BACKWARDS);
	return before ? firstOf(before) : timeline;
}
