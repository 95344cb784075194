// How components see the client: by context, and by subscriptions to the SDK's events.
import { type MatrixClient, MatrixEvent, type Room } from "matrix-js-sdk";
import { createContext, type ReactNode, useCallback, useContext, useRef, useSyncExternalStore } from "react";

const Context = createContext<MatrixClient | null>(null);

/** Gives the children the client. */
export function ClientProvider({ client, children }: { client: MatrixClient; children: ReactNode }) {
	return <Context value={client}>{children}</Context>;
}

/** The client of the person who is signed in. */
export function useClient(): MatrixClient {
	const client = useContext(Context);
	if (!client) throw new Error("useClient outside of ClientProvider");
	return client;
}

/** Anything of the SDK that emits: the client, a room, an event, a user. */
interface Emitter {
	on(event: never, listener: never): unknown;
	off(event: never, listener: never): unknown;
}

/** Calls back once per burst of events: a sync that brings a thousand members makes one rendering, not a thousand. */
function subscribeTo(emitter: Emitter | null | undefined, names: string, changed: () => void): () => void {
	let asked = false;
	const soon = () => {
		if (asked) return;
		asked = true;
		queueMicrotask(() => {
			asked = false;
			changed();
		});
	};
	for (const name of names.split(" ")) emitter?.on(name as never, soon as never);
	return () => {
		for (const name of names.split(" ")) emitter?.off(name as never, soon as never);
	};
}

/**
 * A value read from the SDK, read again after each burst of these events. `read` must return the same object for the
 * same state (a number, a string, a cached array): `useSyncExternalStore`'s rule.
 */
export function useEmitted<V>(
	emitter: Emitter | null | undefined,
	events: readonly string[],
	read: () => V,
): V {
	const names = events.join(" ");
	const subscribe = useCallback(
		(changed: () => void) => subscribeTo(emitter, names, changed),
		[emitter, names],
	);
	return useSyncExternalStore(subscribe, read);
}

/** Renders again after each burst of these events; returns a number that grows. For what has no cheap snapshot. */
export function useChanges(emitter: Emitter | null | undefined, events: readonly string[]): number {
	const count = useRef(0);
	const names = events.join(" ");
	const rendered = stateOf(emitter);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what was rendered first is compared once, on listening
	const subscribe = useCallback(
		(changed: () => void) => {
			// A busy device may decrypt a message after it was rendered and before this listens to it.
			// Nothing that could emit has not changed either.
			if (emitter && (rendered === null || rendered !== stateOf(emitter))) count.current += 1;
			return subscribeTo(emitter, names, () => {
				count.current += 1;
				changed();
			});
		},
		[emitter, names],
	);
	return useSyncExternalStore(subscribe, () => count.current);
}

/** What an event looks like now, in short; `null` for what cannot be compared. */
export function stateOf(emitter: Emitter | null | undefined): string | null {
	if (!(emitter instanceof MatrixEvent)) return null;
	const decrypting = emitter.isBeingDecrypted() || emitter.isDecryptionFailure();
	return [
		emitter.getType(),
		decrypting,
		emitter.isRedacted(),
		emitter.replacingEventId(),
		emitter.status,
	].join();
}

/** A room by its id, as soon as the client knows it. */
export function useRoom(roomId: string | undefined): Room | null {
	const client = useClient();
	return useEmitted(client, ["Room", "deleteRoom", "Room.myMembership"], () =>
		roomId ? client.getRoom(roomId) : null,
	);
}
