// What a way to put videos in order gets, and what it gives. Another one can be plugged in (rankers.ts).
import type { UserModel } from "../model/model";
import type { Find, Placed } from "../model/vectors";
import type { Item } from "../packs/items";
import type { FeedSettings, RankerId } from "../settings";

/** A video that may come. */
export interface Candidate extends Placed {
	item: Item;
}

/** Why a video comes; the strongest first. */
export interface Reason {
	kind:
		| "liked_like"
		| "finished_like"
		| "tag"
		| "author"
		| "sound"
		| "followed"
		| "new_creator"
		| "popular"
		| "rising"
		| "explore"
		| "interest"
		| "pinned"
		| "newest";
	tag?: string;
	author?: string;
	sound?: string;
	language?: string;
	/** How many videos it rests on. */
	count?: number;
	/** The moments it rests on: taken out, it no longer counts. */
	moments: readonly string[];
	/** How much of the score it is. */
	weight: number;
}

/** A video in its place. */
export interface Ranked {
	id: string;
	score: number;
	why: readonly Reason[];
}

/** How one stands to others, and to what was public of oneself; the server knows that already. */
export interface Mine {
	following: ReadonlySet<string>;
	/** Blocked either way, or muted. */
	hidden: ReadonlySet<string>;
	/** Put away ("not interested"). */
	unwanted: ReadonlySet<string>;
}

/** The person before the screen, as far as the device knows them. */
export interface Viewer {
	me: string;
	model: UserModel;
	mine: Mine;
	/** Videos that were shown, and when, oldest first. */
	seen: ReadonlyMap<string, number>;
	/** What comes before in the feed, oldest first. */
	before: readonly Item[];
	/** How many came before, ever: which places are for trying out what is new. */
	slot: number;
	/** The vectors of a video in the packs. */
	find: Find;
	/** By the packs' clock: this device's may be wrong. */
	now: number;
	/** Whether what was seen may come again. */
	again: boolean;
}

/** A way to put videos in order. */
export interface Ranker {
	id: RankerId;
	/** The next `count`; the same for the same seed. */
	rank(
		candidates: readonly Candidate[],
		viewer: Viewer,
		settings: FeedSettings,
		seed: number,
		count: number,
	): Ranked[];
}
