// How components see the outbox.
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import { type Outbox, type OutboxEntry, targetOf } from "./outbox";

const Context = createContext<Outbox | null>(null);

/** Gives the children the outbox. */
export function OutboxProvider({ outbox, children }: { outbox: Outbox; children: ReactNode }) {
	return <Context value={outbox}>{children}</Context>;
}

/** The outbox of the person who is signed in. */
export function useOutbox(): Outbox {
	const outbox = useContext(Context);
	if (!outbox) throw new Error("useOutbox outside of OutboxProvider");
	return outbox;
}

const none: readonly OutboxEntry[] = [];

/** A room's entries by what they are about; made once for each state of the room's outbox. */
const sorted = new WeakMap<readonly OutboxEntry[], Map<string, readonly OutboxEntry[]>>();

function byPlace(entries: readonly OutboxEntry[]): Map<string, readonly OutboxEntry[]> {
	let places = sorted.get(entries);
	if (!places) {
		places = Map.groupBy(entries, (entry) => targetOf(entry) ?? `in ${entry.threadId ?? "room"}`);
		sorted.set(entries, places);
	}
	return places;
}

/** The unsent messages of a room, or of a thread in it, as they change; without edits and reactions. */
export function useUnsent(roomId: string, threadId: string | null): readonly OutboxEntry[] {
	const outbox = useOutbox();
	return useSyncExternalStore(
		outbox.subscribe,
		() => byPlace(outbox.inRoom(roomId)).get(`in ${threadId ?? "room"}`) ?? none,
	);
}

/** The unsent edits of an event, and the reactions to it. */
export function useUnsentAbout(roomId: string, eventId: string): readonly OutboxEntry[] {
	const outbox = useOutbox();
	return useSyncExternalStore(outbox.subscribe, () => byPlace(outbox.inRoom(roomId)).get(eventId) ?? none);
}
