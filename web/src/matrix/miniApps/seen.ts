// What somebody has seen who looks at a mini-app, and not at its chat; pure.
import type { MatrixEvent } from "matrix-js-sdk";
import { belongsToApp } from "./events";

/** As much of an event as this needs. */
type Told = Pick<MatrixEvent, "getId" | "getSender" | "getWireContent">;

/**
 * The newest event of a chat, if all that came after `read` is of the mini-app or by `me`; `null`: nothing came, or something
 * that stands in the chat and was not seen.
 */
export function seenInApp<T extends Told>(
	events: readonly T[],
	read: string | null,
	me: string,
	appId: string,
): T | null {
	let newest: T | null = null;
	for (const event of events.toReversed()) {
		const id = event.getId();
		if (id === read) return newest;
		if (event.getSender() !== me && !belongsToApp(event, appId)) return null;
		if (id?.startsWith("$")) newest ??= event;
	}
	// Where reading began is not at hand.
	return null;
}
