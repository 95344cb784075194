// What the door says to somebody whose session ended: who it was, and how much waits to be sent.
import { keyValue } from "@/lib/store";
import type { OutboxEntry } from "./outbox";
import { type Left, leftSession } from "./session";

/** A session that ended, and its unsent messages. */
export interface LeftBehind extends Left {
	unsent: number;
}

/** `null`: nobody was here, or they signed out themselves. */
export async function leftBehind(): Promise<LeftBehind | null> {
	const left = await leftSession();
	if (!left) return null;
	const unsent = await keyValue<OutboxEntry>("outbox").keys();
	return { ...left, unsent: unsent.length };
}
