// What the server says about videos, in the shape in which it is shown. Its types are those of the interface; what is
// checked all the same is what would do harm: addresses of files, and ids that become links.
import type { Told } from "@/matrix/causeway";

/** What the server does with a video. */
export type Phase = Told<"VideoStage">;

/** A short video. */
export interface Video {
	id: string;
	state: Told<"VideoState">;
	/** Of the processing, 0 to 1; `null`: not told. */
	progress: number | null;
	/** What is done with it now, and seconds until it is done; told to its author alone. */
	phase: Phase | null;
	left: number | null;
	/** Why it failed: a code that has words (`video.reason.…`), or the server's own sentence. */
	reason: string | null;
	/** User id. */
	author: string;
	profile: Profile;
	caption: string;
	tags: readonly string[];
	/** As its author said (BCP 47). */
	language: string | null;
	/** Unix milliseconds. */
	created: number;
	seconds: number;
	width: number;
	height: number;
	counts: Counts;
	/** Whether I liked, saved and passed it on, and follow its author. */
	liked: boolean;
	saved: boolean;
	following: boolean;
	reposted: boolean;
	comments: boolean;
	sensitive: boolean;
	/** Why people who run the server took it away (`reason`: a code that has words, `video.rule.…`), and what became of
	 *  the author's objection; told to its author alone. */
	removed: Told<"VideoRemoved"> | null;
	playback: Playback | null;
	/** A picture of a few bytes to be seen before the video is (ThumbHash, base64); `null`: not told. */
	thumbhash: string | null;
	/** What it is heard with; `null`: no sound, or not told. */
	sound: VideoSound | null;
	subtitles: readonly Subtitles[];
	/** The video that it stands beside, or quotes. */
	duetOf: string | null;
	stitchOf: string | null;
	mayDuet: boolean;
	mayStitch: boolean;
	/** When others will see it, in Unix milliseconds; told to its author alone. */
	scheduled: number | null;
}

/** What a video is heard with. */
export interface VideoSound {
	id: string;
	/** `null`: it has none. */
	title: string | null;
}

/** What is said in a video, in one language; `url`: WebVTT. */
export type Subtitles = Told<"Captions">;

/** Small pictures of the time line in one file, row by row. */
export interface Sprite {
	url: string;
	everyMs: number;
	columns: number;
	width: number;
	height: number;
}

/** What people did with a video. */
export type Counts = Told<"VideoCounts">;

/** How somebody shows himself. */
export interface Profile {
	name: string | null;
	/** `mxc://…` */
	picture: string | null;
	/** The same, small, at an address of our own server that asks nobody who looks. */
	face?: string | null;
}

/** Addresses of our own server. */
export interface Playback {
	hls: string | null;
	mp4: string | null;
	poster: string | null;
	sprite: Sprite | null;
}

/** What somebody said about a video. */
export interface VideoComment {
	id: string;
	author: string;
	profile: Profile;
	text: string;
	/** Unix milliseconds. */
	created: number;
	/** The comment that it answers. */
	parent: string | null;
	/** How many answer it. */
	replies: number;
	likes: number;
	liked: boolean;
	/** By the author of the video: it stands first. */
	pinned: boolean;
}

/** Somebody, as one who makes videos. */
export interface VideoPerson {
	userId: string;
	/** `null`: lists tell no numbers. */
	counts: Told<"PersonCounts"> | null;
	/** Whether it was told how we stand: what follows is not so otherwise, but not known. */
	met: boolean;
	/** Whether I follow them, and they me. */
	followed: boolean;
	followsMe: boolean;
	/** Whether they say who may follow them, and whether I have asked. */
	private: boolean;
	requested: boolean;
	/** Whether I want nothing of them, and whether I only want not to see their videos. */
	blocked: boolean;
	muted: boolean;
	profile: Profile;
}

/** As people are told: found ones by a name alone, those of lists with how we stand, those of pages with all. */
export type ToldPerson = Told<"PublicProfile"> &
	Partial<Omit<Told<"PersonPage">, keyof Told<"PublicProfile">>>;

/** An address of our own origin, as a path: nothing else is ever fetched or played. */
export function pathOn(address: string | null, origin = location.origin): string | null {
	const url = address ? URL.parse(address, origin) : null;
	return url?.origin === origin ? url.pathname + url.search : null;
}

/** Whether it can be a user id, and so part of a link. */
export const isUserId = (id: string): boolean => /^@[^\s:]*:\S+$/.test(id);

export const profileOf = (profile: Told<"PublicProfile">): Profile => ({
	name: profile.displayname,
	picture: profile.avatar_url,
});

/** `null`: nobody's. */
export function videoOf(told: Told<"ShownVideo">, origin = location.origin): Video | null {
	if (!isUserId(told.author)) return null;
	const { playback, progress, eta_ms: left } = told;
	return {
		id: told.id,
		author: told.author,
		profile: profileOf(told.author_profile),
		state: told.state,
		progress: progress === null ? null : Math.min(1, progress / 100),
		phase: told.stage,
		left: left === null ? null : left / 1000,
		reason: told.reason,
		caption: told.caption,
		tags: told.tags,
		language: told.language,
		created: told.created_ts,
		seconds: (told.duration_ms ?? 0) / 1000,
		width: told.width || 9,
		height: told.height || 16,
		counts: told.counts,
		liked: told.liked,
		saved: told.saved,
		following: told.following,
		reposted: told.reposted,
		comments: told.comments,
		sensitive: told.sensitive,
		removed: told.removed,
		playback: playback && {
			hls: pathOn(playback.hls, origin),
			mp4: pathOn(playback.mp4, origin),
			poster: pathOn(playback.poster, origin),
			sprite: playback.sprite && spriteOf(playback.sprite, origin),
		},
		thumbhash: told.thumbhash ?? null,
		sound: told.sound && { id: told.sound.id, title: told.sound.title || null },
		subtitles: told.captions.flatMap((one) => {
			const url = pathOn(one.url, origin);
			return url ? { ...one, url } : [];
		}),
		duetOf: told.duet_of,
		stitchOf: told.stitch_of,
		mayDuet: told.may_duet,
		mayStitch: told.may_stitch,
		scheduled: told.scheduled_ts,
	};
}

function spriteOf(
	{ every_ms, columns, width, height, ...sprite }: Told<"Sprite">,
	origin: string,
): Sprite | null {
	const url = pathOn(sprite.url, origin);
	// What would divide by nothing.
	return url && every_ms && columns && width && height
		? { url, everyMs: every_ms, columns, width, height }
		: null;
}

/** `null`: nobody's. */
export function commentOf(told: Told<"VideoComment">): VideoComment | null {
	const { author, author_profile, created_ts, ...same } = told;
	return isUserId(author)
		? { ...same, author, profile: profileOf(author_profile), created: created_ts }
		: null;
}

/** `null`: nobody. What is not told is not so. */
export function personOf(told: ToldPerson): VideoPerson | null {
	if (!isUserId(told.user_id)) return null;
	return {
		userId: told.user_id,
		counts: told.counts ?? null,
		met: told.following !== undefined,
		followed: told.following ?? false,
		followsMe: told.follows_me ?? false,
		private: told.private ?? false,
		requested: told.requested ?? false,
		blocked: told.blocked ?? false,
		muted: told.muted ?? false,
		profile: profileOf(told),
	};
}
