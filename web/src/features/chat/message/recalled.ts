// The words of messages that were just recalled, for writing them again; forgotten after some minutes.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import type { Mention } from "./markdown";
import { mentionsIn } from "./mentioned";

interface Recalled {
	text: string;
	mentions: Mention[];
}

const keptMs = 5 * 60_000;
const kept = new Map<string, Recalled>();
const listeners = new Set<() => void>();

function tell(): void {
	for (const listener of listeners) listener();
}

/** Keeps the words of a message that is about to be recalled; only words can be written again. */
export function rememberRecalled(event: MatrixEvent, room: Room): void {
	const content = event.getContent();
	if (content.msgtype !== "m.text" || typeof content.body !== "string") return;
	const id = event.getId() ?? "";
	kept.set(id, { text: content.body, mentions: mentionsIn(content, room) });
	tell();
	setTimeout(() => {
		kept.delete(id);
		tell();
	}, keptMs);
}

/** What a recalled message said, as long as it is known. */
export function useRecalled(eventId: string): Recalled | undefined {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => kept.get(eventId),
	);
}
