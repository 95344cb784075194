// The threads of a room: what the server lists, page by page, and what has happened since (spec: threads).
import {
	Direction,
	type IThreadBundledRelationship,
	type MatrixEvent,
	type Room,
	type Thread,
	ThreadEvent,
	ThreadFilterType,
} from "matrix-js-sdk";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Growing } from "@/ui/EndOfList";
import { useChanges, useClient } from "./react";

/** All of them, or those in which I wrote. */
export type WhichThreads = "all" | "mine";

/** A thread, and its newest reply. */
export interface ListedThread {
	thread: Thread;
	newest: MatrixEvent | null;
	/** When the newest reply came, Unix milliseconds. */
	ts: number;
}

/** The thread with the newest reply first. */
export interface ThreadsOfRoom extends Growing {
	threads: readonly ListedThread[];
}

const page = 20;

/** Mount with the filter as key. */
export function useThreads(room: Room, which: WhichThreads): ThreadsOfRoom {
	const client = useClient();
	const changes = useChanges(room, [
		ThreadEvent.New,
		ThreadEvent.Update,
		ThreadEvent.NewReply,
		ThreadEvent.Delete,
	]);
	const [state, setState] = useState({ more: true, loading: false, failed: false });
	/** Where the next page begins, and the newest reply of each thread that was listed. */
	const listed = useRef({ from: null as string | null, newest: new Map<string, MatrixEvent | null>() });
	const busy = useRef(false);
	const loadMore = useCallback(async () => {
		if (busy.current) return;
		busy.current = true;
		setState((now) => ({ ...now, loading: true, failed: false }));
		try {
			const { from, newest } = listed.current;
			const filter = which === "mine" ? ThreadFilterType.My : ThreadFilterType.All;
			const found = await client.createThreadListMessagesRequest(
				room.roomId,
				from,
				page,
				Direction.Backward,
				filter,
			);
			const toEvent = client.getEventMapper();
			const roots = (found.chunk ?? []).map(toEvent);
			room.processThreadRoots(roots, true);
			for (const root of roots) {
				const latest = root.getServerAggregatedRelation<IThreadBundledRelationship>("m.thread")?.latest_event;
				newest.set(root.getId() ?? "", latest ? toEvent({ ...latest, room_id: room.roomId }) : null);
			}
			listed.current = { from: found.end ?? null, newest };
			setState({ more: found.end !== undefined, loading: false, failed: false });
		} catch {
			setState((now) => ({ ...now, loading: false, failed: true }));
		} finally {
			busy.current = false;
		}
	}, [client, room, which]);
	const { more } = state;
	// biome-ignore lint/correctness/useExhaustiveDependencies: what the count counts is what is read
	const threads = useMemo(
		() => inOrder(room, which, listed.current.newest, more),
		[room, which, state, changes],
	);
	return { ...state, threads, loadMore };
}

/** Where the server has more (`more`), what is older than all that it listed waits for its page. */
function inOrder(
	room: Room,
	which: WhichThreads,
	listed: ReadonlyMap<string, MatrixEvent | null>,
	more: boolean,
): ListedThread[] {
	const known = room
		.getThreads()
		.filter(
			({ id, length, hasCurrentUserParticipated: takesPart }) =>
				length > 0 && (which === "all" || takesPart || listed.has(id)),
		)
		.map((thread) => {
			// A thread that is still finding out about itself has no reply for a while; the server has named one.
			const newest = thread.replyToEvent ?? listed.get(thread.id) ?? null;
			return { thread, newest, ts: (newest ?? thread.rootEvent)?.getTs() ?? 0 };
		})
		.sort((a, b) => b.ts - a.ts);
	return more ? known.slice(0, known.findLastIndex(({ thread }) => listed.has(thread.id)) + 1) : known;
}
