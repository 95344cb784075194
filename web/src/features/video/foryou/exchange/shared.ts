// What one's own devices tell each other of a feed: what was learnt and chosen in each mood, and what was taken back, so
// that it does not come again from a device that has not heard of it.
import { type MoodDocument, moodIdOf } from "../keep/documents";
import { mapOf } from "../keep/json";
import { newModel, retell } from "../model/model";
import { bounded, type Moment, momentOf } from "../model/moment";
import { type FeedSettings, settingsOf } from "../settings";
import { most as kept, mergedMood } from "./merge";

/** A mood. */
export interface SharedMood {
	name: string;
	/** All but `paused`, which is each device's own. */
	settings: FeedSettings;
	/** When they were chosen; the later ones hold. */
	settingsAt: number;
	/** When it was reset last: what was learnt until then is gone. */
	resetAt: number;
	/** Videos that were forgotten, and when: what was learnt of them until then is gone. */
	forgotten: Map<string, number>;
	/** Oldest first, one of a video. */
	moments: readonly Moment[];
}

/** All of it. */
export interface Shared {
	moods: Map<string, SharedMood>;
	/** Moods that were deleted, and when. */
	dropped: Map<string, number>;
}

/** More than anybody has; what is beyond is left out. */
const most = { moods: 24, moments: 1000 } as const;

/** Unix milliseconds. */
const latest = 8.64e15;

/** What a device tells of a mood. */
export const sharedMood = (name: string, mood: MoodDocument): SharedMood => ({
	name,
	settings: { ...mood.settings, paused: false },
	settingsAt: mood.settingsAt,
	resetAt: mood.resetAt,
	forgotten: mood.forgotten,
	moments: mood.model.moments,
});

/** Takes up what another device tells; again: nothing changes. */
export function takeMood(mood: MoodDocument, theirs: SharedMood): void {
	const { settings, settingsAt, resetAt, forgotten, moments } = mergedMood(sharedMood("", mood), theirs);
	mood.settings = { ...structuredClone(settings), paused: mood.settings.paused };
	mood.settingsAt = settingsAt;
	// What was counted of moments that are no longer kept goes, too.
	if (resetAt > mood.resetAt) mood.model = newModel();
	mood.resetAt = resetAt;
	mood.forgotten = forgotten;
	retell(mood.model, moments);
}

/** Strict about what another device sent; of nothing, nothing. */
export function sharedOf(value: unknown): Shared {
	const one = (value ?? {}) as Partial<Record<keyof Shared, unknown>>;
	const all = mapOf(one.moods, most.moods, sharedMoodOf);
	return {
		moods: new Map([...all].filter(([id]) => moodIdOf(id) !== null)),
		dropped: timesOf(one.dropped, kept.dropped),
	};
}

function sharedMoodOf(value: unknown): SharedMood {
	const one = (value ?? {}) as Partial<Record<keyof SharedMood, unknown>>;
	const moments = Array.isArray(one.moments) ? one.moments.slice(-most.moments) : [];
	return {
		name: typeof one.name === "string" ? one.name.slice(0, 60) : "",
		settings: { ...settingsOf(one.settings), paused: false },
		settingsAt: bounded(one.settingsAt, 0, latest),
		resetAt: bounded(one.resetAt, 0, latest),
		forgotten: timesOf(one.forgotten, kept.forgotten),
		moments: moments.flatMap((moment) => momentOf(moment) ?? []),
	};
}

/** Names, and when. */
const timesOf = (value: unknown, many: number): Map<string, number> =>
	mapOf(value, many, (at) => bounded(at, 0, latest));
