// A mood as a file: to look into, to take along, and to bring in again.

import { type MoodDocument, moodOf } from "./documents";
import { toJson } from "./json";

const type = "org.causeway.feed";
const version = 1;

/** Why a file, or what another device sent, is not taken. */
export type Unfit =
	| "newer"
	| "foreign"
	/** Its clock is ahead. */
	| "clock";

/** Refuses it. */
export class UnfitError extends Error {
	override readonly name = "UnfitError";
	constructor(readonly why: Unfit) {
		super(why);
	}
}

/** Nobody's feed is larger. */
const mostBytes = 8 * 1024 * 1024;

/** The file. */
export const exported = (name: string, mood: MoodDocument): string =>
	toJson({ type, version, name, ...mood });

/** What is in a file; throws an `UnfitError`. */
export function imported(file: string): { name: string; mood: MoodDocument } {
	if (file.length > mostBytes) throw new UnfitError("foreign");
	let read: Record<string, unknown>;
	try {
		read = (JSON.parse(file) ?? {}) as Record<string, unknown>;
	} catch {
		throw new UnfitError("foreign");
	}
	if (read.type !== type || typeof read.version !== "number") throw new UnfitError("foreign");
	if (read.version > version) throw new UnfitError("newer");
	return { name: typeof read.name === "string" ? read.name.slice(0, 60) : "", mood: moodOf(read) };
}
