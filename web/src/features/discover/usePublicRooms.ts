// The list of public groups of this server (spec: published room directory), page by page.
import type { IPublicRoomsChunkRoom } from "matrix-js-sdk";
import { useCallback, useEffect, useRef, useState } from "react";
import { useClient } from "@/matrix/react";

/** A group that anybody can see. */
export type PublicRoom = IPublicRoomsChunkRoom;

/** The pages that were loaded. */
export interface PublicRooms {
	/** `undefined` while the first page is on its way. */
	rooms: readonly PublicRoom[] | undefined;
	failed: boolean;
	/** How many there are, as far as the server says. */
	total: number | undefined;
	more: (() => void) | null;
	reload: () => void;
}

const pageSize = 40;
/** How long typing has to rest. */
const restMs = 250;

/** Those that answer to what is typed; all of them for nothing. */
export function usePublicRooms(typed: string): PublicRooms {
	const client = useClient();
	const term = typed.trim();
	const [rooms, setRooms] = useState<readonly PublicRoom[]>();
	const [next, setNext] = useState<string | null>(null);
	const [total, setTotal] = useState<number>();
	const [failed, setFailed] = useState(false);
	const [round, setRound] = useState(0);
	const asked = useRef(0);
	const load = useCallback(
		async (since: string | null) => {
			asked.current += 1;
			const now = asked.current;
			setFailed(false);
			try {
				const page = await client.publicRooms({
					limit: pageSize,
					...(since ? { since } : {}),
					...(term ? { filter: { generic_search_term: term } } : {}),
				});
				// An answer to what was typed before is not shown.
				if (now !== asked.current) return;
				setRooms((before) => (since && before ? [...before, ...page.chunk] : page.chunk));
				setNext(page.next_batch ?? null);
				setTotal(page.total_room_count_estimate);
			} catch {
				if (now === asked.current) setFailed(true);
			}
		},
		[client, term],
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round loads again
	useEffect(() => {
		const timer = setTimeout(() => void load(null), term ? restMs : 0);
		return () => clearTimeout(timer);
	}, [load, round]);
	return {
		rooms,
		failed,
		total,
		more: next ? () => void load(next) : null,
		reload: useCallback(() => setRound((now) => now + 1), []),
	};
}
