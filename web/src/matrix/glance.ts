// The beginning of the list of chats as it was shown last: what the next page shows while the SDK opens its stores.
// Part of the door's code, so nothing of the SDK may be imported here.
import { keyValue } from "@/lib/store";
import type { Session } from "./session";

/** One line. */
export interface GlanceRow {
	roomId: string;
	/** The person of a chat of two. */
	directUserId: string | null;
	name: string;
	/** `mxc://…` of its picture. */
	picture: string | null;
	/** Its last words, or nothing where they may not be kept. */
	words: string;
	ts: number;
	unread: number;
	highlights: number;
	markedUnread: boolean;
	muted: boolean;
	pinned: boolean;
}

/** What is kept. */
export interface Glance {
	/** Of whom it is: nobody else may see it. */
	userId: string;
	deviceId: string;
	/** The words are in it. */
	language: string;
	/** Whether the list had its chips. */
	chips: boolean;
	unreadChats: number;
	rows: readonly GlanceRow[];
}

const kept = keyValue<Glance>("glance");
const key = "current";
let read: Glance | null = null;

/** Reads what is kept for this session; afterwards [`glance`] has it. */
export async function readGlance(session: Session, language: string): Promise<void> {
	const found = await kept.get(key).catch(() => undefined);
	const mine = found?.userId === session.userId && found.deviceId === session.deviceId;
	read = mine && found.language === language ? found : null;
}

/** What was read when this page began. */
export const glance = (): Glance | null => read;

/** Keeps another one. */
export const keepGlance = (now: Glance): Promise<void> => kept.set(key, now);

/** Forgets it: the session has ended here. */
export const forgetGlance = (): Promise<void> => kept.delete(key);
