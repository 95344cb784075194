// What of a room's unsent messages goes one after the other, and what beside it; pure.
import { albumKey } from "./album";
import { appOf, updateType } from "./miniApps/events";
import type { OutboxEntry } from "./outbox";

/** The lane of words and of all that is as quick as words. */
export const words = "words";

/** Uploads beside each other, those in the lane of words aside. */
export const uploadsAtOnce = 3;

/** Files below this size (stickers, short voice notes) are sent in their place among the words. */
const quickBytes = 100_000;

/**
 * Messages of one lane go in order, lanes do not wait for each other: "hello" overtakes a film that is still being
 * uploaded, and the pictures of an album stay in order. `broke`: the upload failed once already, so that however
 * small it is, it holds nothing back.
 */
export function laneOf({ id, type, content, file, thumbnail }: OutboxEntry, broke = false): string {
	// A game that is refused, or waits, holds no words back.
	if (type === updateType) return `app ${appOf(content)}`;
	const album = content[albumKey];
	if (typeof album === "string") return `album ${album}`;
	const bytes = (file?.size ?? 0) + (thumbnail?.size ?? 0);
	return file && (broke || bytes >= quickBytes) ? `file ${id}` : words;
}
