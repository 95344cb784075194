// How components see the outbox.
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { Outbox, OutboxEntry } from "./outbox";

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

/** The unsent messages of a room, as they change. */
export function useUnsent(roomId: string): readonly OutboxEntry[] {
	const outbox = useOutbox();
	return useSyncExternalStore(outbox.subscribe, () => outbox.inRoom(roomId));
}
