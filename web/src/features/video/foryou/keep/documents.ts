// What the feed keeps of a person on this device: one document for the device, one for each mood.
import { modelOf, type UserModel } from "../model/model";
import { bounded } from "../model/moment";
import { type FeedSettings, settingsOf } from "../settings";
import { mapOf } from "./json";

/** A mood's name, as one has given it; empty: the first one. */
export interface MoodName {
	id: string;
	name: string;
}

/** What all moods share. */
export interface DeviceDocument {
	moods: MoodName[];
	/** The id of the mood that is on. */
	current: string;
	/** Videos that were watched, and when; the last ones. */
	seen: Map<string, number>;
	/** Seconds of watching by day ("2026-11-26"); the last ones. */
	days: Map<string, number>;
	/** Whether the first interests were chosen or skipped. */
	begun: boolean;
	/** What chance begins with. */
	seed: number;
	/** How one stands to others, as the server said it last; `null`: it has not said yet. */
	mine: MineLists | null;
	/** Moods that were deleted, and when; the last ones. */
	dropped: Map<string, number>;
	/** Own devices by id, and when something of theirs was taken up. */
	exchanged: Map<string, number>;
}

/** `GET feed/mine`. */
export interface MineLists {
	liked: readonly string[];
	saved: readonly string[];
	reposted: readonly string[];
	following: readonly string[];
	hidden: readonly string[];
}

/** A mood. */
export interface MoodDocument {
	settings: FeedSettings;
	model: UserModel;
	/** When settings were chosen and when it was reset; 0: never, or before this was noted. */
	settingsAt: number;
	resetAt: number;
	/** Videos that were forgotten, and when; the last ones. For one's other devices (exchange/). */
	forgotten: Map<string, number>;
}

const mostSeen = 5000;
/** More would not fit on a page. */
export const mostMoods = 12;

/** Strict about what is read; of nothing, a new one. */
export function deviceOf(value: unknown): DeviceDocument {
	const one = (value ?? {}) as Partial<Record<keyof DeviceDocument, unknown>>;
	const moods = (Array.isArray(one.moods) ? one.moods : [])
		.slice(0, mostMoods)
		.flatMap((mood) => moodNameOf(mood) ?? []);
	if (moods.length === 0) moods.push({ id: "first", name: "" });
	const current = moods.find(({ id }) => id === one.current)?.id ?? moods[0]?.id ?? "first";
	return {
		moods,
		current,
		seen: mapOf(one.seen, mostSeen, (at) => bounded(at, 0, 8.64e15)),
		days: mapOf(one.days, 30, (seconds) => bounded(seconds, 0, 86_400)),
		begun: one.begun === true,
		seed: bounded(one.seed, 0, 2 ** 32),
		mine: one.mine === null || one.mine === undefined ? null : mineOf(one.mine),
		dropped: mapOf(one.dropped, 100, (at) => bounded(at, 0, 8.64e15)),
		exchanged: mapOf(one.exchanged, 50, (at) => bounded(at, 0, 8.64e15)),
	};
}

function moodNameOf(value: unknown): MoodName | null {
	const { id, name } = (value ?? {}) as Partial<MoodName>;
	const known = moodIdOf(id);
	return known === null ? null : { id: known, name: String(name ?? "").slice(0, 60) };
}

/** The id of a mood, if it is one. */
export const moodIdOf = (id: unknown): string | null =>
	typeof id === "string" && /^[a-z0-9-]{1,40}$/.test(id) ? id : null;

/** Lists of ids; what is none is empty. */
export function mineOf(value: unknown): MineLists {
	const one = (value ?? {}) as Partial<Record<keyof MineLists, unknown>>;
	const ids = (list: unknown) =>
		Array.isArray(list) ? list.filter((id): id is string => typeof id === "string").slice(0, 50_000) : [];
	return {
		liked: ids(one.liked),
		saved: ids(one.saved),
		reposted: ids(one.reposted),
		following: ids(one.following),
		hidden: ids(one.hidden),
	};
}

/** Strict about what is read; of nothing, one that knows nothing. */
export function moodOf(value: unknown): MoodDocument {
	const one = (value ?? {}) as Partial<Record<keyof MoodDocument, unknown>>;
	return {
		settings: settingsOf(one.settings),
		model: modelOf(one.model),
		settingsAt: bounded(one.settingsAt, 0, 8.64e15),
		resetAt: bounded(one.resetAt, 0, 8.64e15),
		forgotten: mapOf(one.forgotten, 500, (at) => bounded(at, 0, 8.64e15)),
	};
}

/** Keeps a map from growing for ever; the oldest goes first. */
export function remember(map: Map<string, number>, name: string, value: number, most = mostSeen): void {
	map.delete(name);
	map.set(name, value);
	for (const oldest of map.keys()) {
		if (map.size <= most) break;
		map.delete(oldest);
	}
}
