// Where messages stand that are not sent yet.
import type { MatrixEvent } from "matrix-js-sdk";
import type { OutboxEntry } from "@/matrix/outbox";
import type { TimelineItem } from "./items";

/** What stands in the list. */
export type Entry = TimelineItem | { kind: "unsent"; key: string; entry: OutboxEntry };

/**
 * Unsent messages come last. Only what is being uploaded, which later messages overtake, keeps the place where it was
 * written; when it is sent, or fails and needs somebody, it is the newest. Pure.
 */
export function withUnsent(
	items: readonly TimelineItem[],
	events: readonly MatrixEvent[],
	unsent: readonly OutboxEntry[],
): Entry[] {
	const entries: Entry[] = [...items];
	for (const entry of unsent) {
		const overtaken = entry.file && entry.state !== "failed" ? placeOf(entries, events, entry.after) : null;
		entries.splice(overtaken ?? entries.length, 0, { kind: "unsent", key: entry.id, entry });
	}
	return entries;
}

/** Before the first message that came later; `null`: none did. */
function placeOf(
	entries: readonly Entry[],
	events: readonly MatrixEvent[],
	after: string | undefined,
): number | null {
	const known = after ? events.findLastIndex((event) => event.getId() === after) : -1;
	if (known < 0) return null;
	let place = entries.findIndex((one) => one.kind === "message" && one.at > known);
	if (place < 0) return null;
	// The day and the line "New messages" belong to what follows them.
	while (["day", "new"].includes(entries[place - 1]?.kind ?? "")) place -= 1;
	return place;
}
