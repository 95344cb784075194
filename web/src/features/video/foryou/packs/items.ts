// One video of a pack: what ranking needs is read strictly; the rest is made safe where it is shown (shapes.ts).
import { list, oneOf, orNull, record, text, videoId, whole } from "./fields";
import { refuse } from "./PackError";

/** Why a video is in the pack. */
export const groups = ["rising", "popular", "new", "catalogue", "pinned"] as const;

/** One of them. */
export type Group = (typeof groups)[number];

/** A video as a pack has it. */
export interface Item {
	id: string;
	author: string;
	tags: readonly string[];
	/** A language tag; `null`: not told. */
	language: string | null;
	/** The id of its sound. */
	sound: string | null;
	seconds: number;
	/** Unix milliseconds. */
	created: number;
	sensitive: boolean;
	group: Group;
	/** 0 to 1. */
	quality: number;
	/** How many public acts, rounded. */
	acts: number;
	newCreator: boolean;
	/** All of it, as it came. */
	raw: Readonly<Record<string, unknown>>;
}

const latest = 8.64e15;
const most = 1e12;

/** Refuses what is no video, or has a number that cannot be. */
export function itemOf(value: unknown): Item {
	const raw = record(value, "item");
	const author = text(raw.author, 255, "author");
	if (!/^@[^\s:]*:\S+$/.test(author)) refuse("author: no user id");
	const counts = raw.counts === undefined ? {} : record(raw.counts, "counts");
	for (const name of Object.keys(counts)) whole(counts[name] ?? 0, 0, most, `counts.${name}`);
	text(raw.caption ?? "", 16_384, "caption");
	whole(raw.width ?? 0, 0, 65_535, "width");
	whole(raw.height ?? 0, 0, 65_535, "height");
	return {
		id: videoId(raw.id),
		author,
		tags: list(raw.tags ?? [], 64, "tags").map((tag) => text(tag, 128, "tag").toLowerCase()),
		language: orNull(raw.language, (one) => text(one, 35, "language").toLowerCase()),
		sound: orNull(raw.sound, (one) => text(record(one, "sound").id, 64, "sound")),
		seconds: whole(raw.duration_ms ?? 0, 0, 86_400_000, "duration_ms") / 1000,
		created: whole(raw.published_ts ?? raw.created_ts ?? 0, 0, latest, "created_ts"),
		sensitive: raw.sensitive === true,
		group: oneOf(raw.group, groups, "group"),
		quality: whole(raw.quality, 0, 100, "quality") / 100,
		acts: whole(raw.acts ?? 0, 0, most, "acts"),
		newCreator: raw.new_creator === true,
		raw,
	};
}
