// Reading what somebody else has written, field by field: right in type and range, or refused whole.
import { refuse } from "./PackError";

/** An object. */
export function record(value: unknown, what: string): Record<string, unknown> {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return refuse(`${what}: no object`);
	return value as Record<string, unknown>;
}

/** A list of at most so many. */
export function list(value: unknown, most: number, what: string): readonly unknown[] {
	if (!Array.isArray(value) || value.length > most) return refuse(`${what}: no list of at most ${most}`);
	return value;
}

/** Words of at most so many UTF-16 units. */
export function text(value: unknown, most: number, what: string): string {
	if (typeof value !== "string" || value.length > most) return refuse(`${what}: no text of at most ${most}`);
	return value;
}

/** A whole number within bounds. */
export function whole(value: unknown, least: number, most: number, what: string): number {
	if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most)
		return refuse(`${what}: no whole number from ${least} to ${most}`);
	return value;
}

/** One of a few words. */
export function oneOf<W extends string>(value: unknown, words: readonly W[], what: string): W {
	return words.find((word) => word === value) ?? refuse(`${what}: none of ${words.join(", ")}`);
}

/** What is not there is `null`. */
export function orNull<V>(value: unknown, read: (value: unknown) => V): V | null {
	return value === null || value === undefined ? null : read(value);
}

const idForm = /^[A-Za-z0-9_-]{1,64}$/;

/** The id of a video. */
export function videoId(value: unknown): string {
	return typeof value === "string" && idForm.test(value) ? value : refuse("no id of a video");
}

/** SHA-256 as base64url without padding. */
export function hash(value: unknown): string {
	return typeof value === "string" && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : refuse("no hash");
}
