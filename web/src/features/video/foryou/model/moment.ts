// What happened with one video: told in pieces (watched so long, liked, …), kept as one moment.
import { int8Of } from "../keep/json";
import { skip, worth } from "./constants";

/** What a model keeps of a video, so that it can go on learning when the video has left the packs. */
export interface Snapshot {
	author: string;
	tags: readonly string[];
	language: string | null;
	sound: string | null;
	seconds: number;
	/** The server whose space its vectors are of; `null`: none were known. */
	space: string | null;
	/** Steps of its vectors, taste and next, in. */
	scale: readonly [number, number];
	/** All four of a pack, or none. */
	vectors: Int8Array | null;
}

/** One video, and what was done. */
export interface Moment {
	id: string;
	video: string;
	/** Unix milliseconds by the device's clock: when it was watched last. */
	at: number;
	/** When anything of it changed last. */
	changed: number;
	of: Snapshot;
	/** The largest part of it that was watched at once, 0 to 1, and all seconds. */
	part: number;
	watched: number;
	replays: number;
	acts: readonly Act[];
	/** How the part compares to what one watches of videos of that length, -1 to 1. */
	beyond: number;
}

/** What one does beside watching. */
export const acts = ["like", "save", "share", "comment", "follow", "more", "less", "report"] as const;

/** One of them. */
export type Act = (typeof acts)[number];

/** What the player and the buttons tell. */
export type FeedEvent =
	| { kind: "watched"; video: string; seconds: number; part: number; replays: number }
	| { kind: "act"; video: string; act: Act; on: boolean };

/** Whether it was left at once. */
export const skipped = ({ part, watched }: Moment): boolean =>
	part < 0.9 && (watched < skip.seconds || (part < skip.part && watched < skip.never));

/** Whether it was seen to the end, or nearly. */
export const finished = ({ part }: Moment): boolean => part >= 0.9;

/** What it says about the viewer's taste: below zero where it was not wanted. Seconds are never rewarded as such. */
export function rewardOf(moment: Moment): number {
	const { part, replays, beyond } = moment;
	let reward = skipped(moment) ? worth.skip : worth.skip + (worth.finished - worth.skip) * Math.min(1, part);
	// Of long videos less is watched: half as much again as usual is a good sign there.
	if (!skipped(moment)) reward += 0.25 * beyond;
	if (replays > 0) reward += worth.replay;
	for (const act of moment.acts) reward += worth[act];
	return reward;
}

/** Strict about what is kept or was imported; `null`: no moment. */
export function momentOf(value: unknown): Moment | null {
	const one = value as Partial<Moment> | null;
	const of = snapshotOf(one?.of);
	if (!one || !of || typeof one.id !== "string" || typeof one.video !== "string") return null;
	return {
		id: one.id,
		video: one.video,
		at: bounded(one.at, 0, 8.64e15),
		changed: bounded(one.changed ?? one.at, 0, 8.64e15),
		of,
		part: bounded(one.part, 0, 1),
		watched: bounded(one.watched, 0, 86_400),
		replays: bounded(one.replays, 0, 1000),
		acts: acts.filter((act) => Array.isArray(one.acts) && one.acts.includes(act)),
		beyond: bounded(one.beyond, -1, 1),
	};
}

function snapshotOf(value: unknown): Snapshot | null {
	const one = value as Partial<Snapshot> | null | undefined;
	if (!one || typeof one.author !== "string") return null;
	const vectors = int8Of(one.vectors, 256);
	const scale = Array.isArray(one.scale) ? one.scale : [];
	return {
		author: one.author,
		tags: Array.isArray(one.tags) ? one.tags.filter((tag) => typeof tag === "string").slice(0, 64) : [],
		language: typeof one.language === "string" ? one.language : null,
		sound: typeof one.sound === "string" ? one.sound : null,
		seconds: bounded(one.seconds, 0, 86_400),
		space: vectors && typeof one.space === "string" ? one.space : null,
		scale: [bounded(scale[0], 0, 1e6), bounded(scale[1], 0, 1e6)],
		vectors,
	};
}

/** A number within bounds; what is none is the least. */
export const bounded = (value: unknown, least: number, most: number): number =>
	typeof value === "number" && Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : least;
