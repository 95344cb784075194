// What the page and the index worker say to each other.
import type { Entry, EntryKind } from "./entries";
import type { Piece } from "./rank";

/** Where and by whom, and from when to when (Unix milliseconds). */
export interface Filters {
	roomIds?: readonly string[];
	sender?: string;
	after?: number;
	before?: number;
}

/** A message that answers. */
export interface Hit {
	eventId: string;
	roomId: string;
	sender: string;
	ts: number;
	kind: EntryKind;
	pieces: Piece[];
}

/** How far a room's history is in the index. */
export interface Progress {
	roomId: string;
	/** Where reading further back goes on; `null`: nothing older is to be had. */
	token: string | null;
	/** Messages that were read back. */
	read: number;
	/** Why nothing older is read: the room's beginning, or the most that is kept of one room. */
	done: boolean;
}

/** What the index holds. */
export interface Stats {
	messages: number;
	/** On disk, estimated. */
	bytes: number;
}

/** What can be asked of the worker: name → arguments and answer. */
export interface Calls {
	put: { entries: readonly Entry[]; answer: null };
	remove: { eventIds: readonly string[]; answer: null };
	forgetRoom: { roomId: string; answer: null };
	find: { query: string; filters: Filters; limit: number; answer: { hits: Hit[]; more: boolean } };
	known: { eventIds: readonly string[]; answer: boolean };
	progress: { answer: Progress[] };
	setProgress: { progress: Progress; answer: null };
	stats: { answer: Stats };
}

/** A question with its number. */
export type Question = {
	[N in keyof Calls]: { id: number; name: N } & Omit<Calls[N], "answer">;
}[keyof Calls];
/** The answer to a question. */
export type Answer = { id: number; answer: unknown } | { id: number; error: string };
