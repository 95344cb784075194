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
}

const mostSeen = 5000;
const mostMoods = 12;

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
	};
}

function moodNameOf(value: unknown): MoodName | null {
	const { id, name } = (value ?? {}) as Partial<MoodName>;
	return typeof id === "string" && /^[a-z0-9-]{1,40}$/.test(id)
		? { id, name: String(name ?? "").slice(0, 60) }
		: null;
}

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
	return { settings: settingsOf(one.settings), model: modelOf(one.model) };
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
