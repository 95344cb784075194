// One event by its id: from what is loaded, or from the server (a reply's original, a pinned message).
import { type MatrixClient, MatrixEvent, type Room } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useChanges, useClient } from "./react";

/** Fetched events that are kept, per client. */
const keptMax = 300;
const fetched = new WeakMap<MatrixClient, Map<string, Promise<MatrixEvent | null>>>();

/** An event of a room; `null` if it may not be seen or does not exist. */
export function loadEvent(client: MatrixClient, room: Room, eventId: string): Promise<MatrixEvent | null> {
	const known = room.findEventById(eventId);
	if (known) return Promise.resolve(known);
	const kept = fetched.get(client) ?? new Map<string, Promise<MatrixEvent | null>>();
	fetched.set(client, kept);
	const key = `${room.roomId} ${eventId}`;
	let loading = kept.get(key);
	if (!loading) {
		loading = fetchEvent(client, room, eventId);
		kept.set(key, loading);
		const [oldest] = kept.keys();
		if (kept.size > keptMax && oldest) kept.delete(oldest);
		void loading.then((event) => event ?? kept.delete(key));
	}
	return loading;
}

async function fetchEvent(client: MatrixClient, room: Room, eventId: string): Promise<MatrixEvent | null> {
	try {
		const event = new MatrixEvent(await client.fetchRoomEvent(room.roomId, eventId));
		await client.decryptEventIfNeeded(event);
		return event;
	} catch {
		return null;
	}
}

/** An event as it changes: `undefined` while it loads, `null` if it cannot be had. */
export function useEvent(room: Room, eventId: string | null | undefined): MatrixEvent | null | undefined {
	const client = useClient();
	const [found, setFound] = useState<{ id: string; event: MatrixEvent | null }>();
	const known = eventId ? room.findEventById(eventId) : null;
	useEffect(() => {
		if (!eventId || room.findEventById(eventId)) return;
		let shown = true;
		void loadEvent(client, room, eventId).then((event) => shown && setFound({ id: eventId, event }));
		return () => {
			shown = false;
		};
	}, [client, room, eventId]);
	const event = known ?? (found?.id === eventId ? found?.event : undefined);
	useChanges(event, ["Event.decrypted", "Event.replaced", "Event.beforeRedaction"]);
	return eventId ? event : null;
}
