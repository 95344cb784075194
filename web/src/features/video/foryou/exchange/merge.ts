// Two devices' knowledge made one: the same whichever way round, and however often. Nothing here knows a clock.
import { toJson } from "../keep/json";
import { memory } from "../model/constants";
import type { Moment } from "../model/moment";
import type { Shared, SharedMood } from "./shared";

/** So many things that were taken back are remembered. */
export const most = { forgotten: 500, dropped: 100 } as const;

/** All moods of both, without those that one of them deleted. */
export function merged(one: Shared, other: Shared): Shared {
	const dropped = latest(one.dropped, other.dropped, most.dropped);
	const moods = new Map<string, SharedMood>();
	for (const id of [...new Set([...one.moods.keys(), ...other.moods.keys()])].sort()) {
		const [mine, theirs] = [one.moods.get(id), other.moods.get(id)];
		const either = mine ?? theirs;
		if (either && !dropped.has(id)) moods.set(id, mergedMood(mine ?? either, theirs ?? either));
	}
	return { moods, dropped };
}

/** One mood of both. */
export function mergedMood(one: SharedMood, other: SharedMood): SharedMood {
	const resetAt = Math.max(one.resetAt, other.resetAt);
	const forgotten = latest(one.forgotten, other.forgotten, most.forgotten);
	const holds = ({ video, changed }: Moment) => changed > resetAt && changed > (forgotten.get(video) ?? -1);
	const chosen = later(one, other) ? one : other;
	return {
		name: [one.name, other.name].sort()[1] ?? "",
		settings: chosen.settings,
		settingsAt: chosen.settingsAt,
		resetAt,
		forgotten,
		moments: mergedMoments([...one.moments, ...other.moments].filter(holds)),
	};
}

/** Whether the first one's settings hold: the later ones; of the same time (nobody has chosen yet) those that say more. */
function later(one: SharedMood, other: SharedMood): boolean {
	if (one.settingsAt !== other.settingsAt) return one.settingsAt > other.settingsAt;
	const [said, otherSaid] = [toJson(one.settings), toJson(other.settings)];
	return said.length !== otherSaid.length ? said.length > otherSaid.length : said > otherSaid;
}

/** The newest of each video, and of them the last ones. */
function mergedMoments(all: readonly Moment[]): Moment[] {
	const versions = new Map<string, Moment[]>();
	for (const moment of all) versions.set(moment.video, [...(versions.get(moment.video) ?? []), moment]);
	return [...versions.values()]
		.map(newest)
		.sort((one, other) => one.at - other.at || (one.video < other.video ? -1 : 1))
		.slice(-memory.moments);
}

/** The newest version; vectors, which do not always travel, of the newest that has any. */
function newest(versions: readonly Moment[]): Moment {
	const inOrder = [...versions].sort(compare);
	const last = inOrder.at(-1) as Moment;
	const known = inOrder.findLast(({ of }) => of.vectors);
	return last.of.vectors || !known ? last : { ...last, of: known.of };
}

function compare(one: Moment, other: Moment): number {
	if (one.changed !== other.changed) return one.changed - other.changed;
	const vectors = Number(one.of.vectors !== null) - Number(other.of.vectors !== null);
	if (vectors !== 0) return vectors;
	const [told, otherTold] = [toJson(one), toJson(other)];
	return told === otherTold ? 0 : told < otherTold ? -1 : 1;
}

/** Of each name the later time; the last ones. */
function latest(
	one: ReadonlyMap<string, number>,
	other: ReadonlyMap<string, number>,
	many: number,
): Map<string, number> {
	const all = new Map(one);
	for (const [name, at] of other) all.set(name, Math.max(at, all.get(name) ?? 0));
	return new Map(
		[...all].sort(([name, at], [also, then]) => at - then || (name < also ? -1 : 1)).slice(-many),
	);
}
