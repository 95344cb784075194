// What the feed knows of one viewer: the last moments, and what they say about tags, authors, sounds and lengths.
import { memory } from "./constants";
import { type Counters, count, countersOf } from "./counter";
import {
	acts,
	bounded,
	type FeedEvent,
	type Moment,
	momentOf,
	rewardOf,
	type Snapshot,
	skipped,
} from "./moment";

/** What is learnt. */
export interface UserModel {
	/** The last ones, oldest first, one of a video. */
	moments: Moment[];
	tags: Counters;
	authors: Counters;
	sounds: Counters;
	/** What part one watches of videos of a length: how many, sum and sum of squares, by bucket. */
	lengths: [number, number, number][];
}

/** Videos are compared with those of about their length: up to so many seconds. */
const buckets = [8, 20, 45, 90, Number.POSITIVE_INFINITY];

/** Knows nothing. */
export const newModel = (): UserModel => ({
	moments: [],
	tags: new Map(),
	authors: new Map(),
	sounds: new Map(),
	lengths: buckets.map(() => [0, 0, 0]),
});

/** Before anything is done with a video. */
const unseen = { part: 0, watched: 0, replays: 0, acts: [], beyond: 0 } as const;

/** Learns from what happened. `id`: of the moment, if it is a new one. */
export function learn(model: UserModel, event: FeedEvent, of: Snapshot, id: string, now: number): void {
	const at = model.moments.findIndex(({ video }) => video === event.video);
	const before = model.moments[at];
	const moment: Moment = before
		? { ...before, changed: now, of: of.vectors || !before.of.vectors ? of : before.of }
		: { ...unseen, id, video: event.video, at: now, changed: now, of };
	if (event.kind === "watched") {
		moment.at = now;
		moment.part = Math.max(moment.part, bounded(event.part, 0, 1));
		moment.watched += bounded(event.seconds, 0, 86_400);
		moment.replays += bounded(event.replays, 0, 1000);
		moment.beyond = compare(model, moment);
	} else {
		moment.acts = acts.filter((act) => (act === event.act ? event.on : moment.acts.includes(act)));
	}
	if (before) {
		countMoment(model, before, -1);
		model.moments.splice(at, 1);
	}
	countMoment(model, moment, 1);
	// What is done with a video later (a like while it plays) leaves it where it is in the order, unless it is watched again.
	if (before && event.kind === "act") model.moments.splice(at, 0, moment);
	else model.moments.push(moment);
	if (model.moments.length > memory.moments) model.moments.shift();
}

/** Takes moments out, as if they had not been. */
export function forget(model: UserModel, ids: readonly string[]): void {
	const gone = new Set(ids);
	for (const moment of model.moments) if (gone.has(moment.id)) countMoment(model, moment, -1);
	model.moments = model.moments.filter(({ id }) => !gone.has(id));
}

/**
 * Makes these the moments: what is new among them is counted, what was taken back no longer. What is only too long ago
 * to be kept goes on counting, as it does when one learns.
 */
export function retell(model: UserModel, moments: readonly Moment[]): void {
	const before = new Map(model.moments.map((moment) => [moment.video, moment]));
	for (const moment of moments) {
		const known = before.get(moment.video);
		before.delete(moment.video);
		if (known && sayTheSame(known, moment)) continue;
		if (known) countMoment(model, known, -1);
		countMoment(model, moment, 1);
	}
	const oldest = moments.length < memory.moments ? 0 : (moments[0]?.at ?? 0);
	for (const gone of before.values()) if (gone.at >= oldest) countMoment(model, gone, -1);
	model.moments = [...moments];
}

const sayTheSame = (one: Moment, other: Moment): boolean =>
	one.id === other.id && one.changed === other.changed && worthOf(one) === worthOf(other);

function countMoment(model: UserModel, moment: Moment, times: 1 | -1): void {
	// Acts without watching (a like from a list) do not say that it was skipped.
	const reward = moment.watched === 0 && moment.part === 0 ? actsOf(moment) : rewardOf(moment);
	for (const tag of new Set(moment.of.tags)) count(model.tags, tag, reward, times);
	count(model.authors, moment.of.author, reward, times);
	if (moment.of.sound) count(model.sounds, moment.of.sound, reward, times);
}

/** What a moment is worth; without the watching where there was none. */
export const worthOf = (moment: Moment): number =>
	moment.watched === 0 && moment.part === 0 ? actsOf(moment) : rewardOf(moment);

const actsOf = (moment: Moment): number => rewardOf({ ...moment, part: 1, beyond: 0 }) - 1;

/** How much more of it was watched than usual for its length, in standard deviations, bounded, and damped while little is known. */
function compare(model: UserModel, moment: Moment): number {
	const bucket = model.lengths[buckets.findIndex((most) => moment.of.seconds <= most)];
	if (!bucket) return 0;
	const [n, sum, squares] = bucket;
	const mean = n > 0 ? sum / n : 0;
	const deviation = n > 1 ? Math.sqrt(Math.max(0, squares / n - mean * mean)) : 0;
	// It fades, so that habits can change.
	const fade = n >= 100 ? 0.99 : 1;
	if (!skipped(moment)) {
		bucket[0] = n * fade + 1;
		bucket[1] = sum * fade + moment.part;
		bucket[2] = squares * fade + moment.part * moment.part;
	}
	if (deviation < 0.05) return 0;
	return Math.max(-1, Math.min(1, (moment.part - mean) / deviation)) * (n / (n + 10));
}

/** What was kept or imported, as far as it is a model. */
export function modelOf(value: unknown): UserModel {
	const one = (value ?? {}) as Partial<Record<keyof UserModel, unknown>>;
	const model = newModel();
	const moments = Array.isArray(one.moments) ? one.moments.slice(-memory.moments) : [];
	model.moments = moments.flatMap((moment) => momentOf(moment) ?? []);
	model.tags = countersOf(one.tags);
	model.authors = countersOf(one.authors);
	model.sounds = countersOf(one.sounds);
	const lengths = Array.isArray(one.lengths) ? one.lengths : [];
	model.lengths = buckets.map((_, i) => {
		const numbers = Array.isArray(lengths[i]) ? lengths[i] : [];
		return [bounded(numbers[0], 0, 1e6), bounded(numbers[1], 0, 1e6), bounded(numbers[2], 0, 1e6)];
	});
	return model;
}
