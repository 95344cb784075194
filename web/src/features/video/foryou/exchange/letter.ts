// What is told, as a letter: always as many pieces, each of the same length, whatever there is to tell.
import { toJson } from "../keep/json";
import { UnfitError } from "../keep/moving";
import type { Moment } from "../model/moment";
import { type Shared, type SharedMood, sharedOf } from "./shared";

/** So many pieces: with base64 and Olm around it, a piece is a message of 54 KB, below the 64 KB that servers take. */
export const pieces = 4;
const pieceBytes = 30_000;
const bytes = pieces * pieceBytes;

/** Of a mood, the newest so many moments travel with their vectors; older ones are mostly in the packs, and weigh little. */
const withVectors = 100;

/** A clock that is further ahead would make everything of it the newest for as long. */
const aheadMs = 3_600_000;

/** The letter. What does not fit waits: the moods take turns in coming first, which is what the order of `all` says. */
export function letterOf(all: Shared): string[] {
	const encoder = new TextEncoder();
	const sizeOf = (part: unknown) => encoder.encode(toJson(part)).length + 2;
	let room = bytes - sizeOf({ moods: [], dropped: all.dropped });
	const moods = new Map<string, SharedMood & { moments: Moment[] }>();
	for (const [id, mood] of all.moods) {
		const empty = { ...mood, moments: [] };
		const size = sizeOf([id, empty]);
		if (size > room) continue;
		room -= size;
		moods.set(id, empty);
	}
	for (const [id, mood] of moods) {
		const newestFirst = [...(all.moods.get(id)?.moments ?? [])].reverse();
		for (const [age, moment] of newestFirst.entries()) {
			const told = age < withVectors ? moment : { ...moment, of: { ...moment.of, vectors: null } };
			const size = sizeOf(told);
			if (size > room) break;
			room -= size;
			mood.moments.unshift(told);
		}
	}
	const letter = new Uint8Array(bytes).fill(0x20);
	letter.set(encoder.encode(toJson({ moods, dropped: all.dropped })));
	return Array.from({ length: pieces }, (_, i) =>
		base64(letter.subarray(i * pieceBytes, (i + 1) * pieceBytes)),
	);
}

/** Reads a letter; throws an `UnfitError`. */
export function readLetter(given: readonly unknown[], now: number): Shared {
	let read: unknown;
	try {
		if (given.length !== pieces) throw new UnfitError("foreign");
		const letter = given.map((piece) => {
			if (typeof piece !== "string" || piece.length !== (pieceBytes / 3) * 4) throw new UnfitError("foreign");
			return atob(piece);
		});
		const all = Uint8Array.from(letter.join(""), (char) => char.charCodeAt(0));
		read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(all));
	} catch {
		throw new UnfitError("foreign");
	}
	const shared = sharedOf(read);
	if (timesIn(shared).some((at) => at > now + aheadMs)) throw new UnfitError("clock");
	return shared;
}

const timesIn = ({ moods, dropped }: Shared): number[] => [
	...dropped.values(),
	...[...moods.values()].flatMap(({ settingsAt, resetAt, forgotten, moments }) => [
		settingsAt,
		resetAt,
		...forgotten.values(),
		...moments.flatMap(({ at, changed }) => [at, changed]),
	]),
];

function base64(part: Uint8Array): string {
	let text = "";
	for (const byte of part) text += String.fromCharCode(byte);
	return btoa(text);
}
