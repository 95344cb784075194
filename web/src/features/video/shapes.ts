// What the server says about videos, made safe to show: an answer is input, and captions are other people's words.

/** How far a video is on its way to the screen. */
export type VideoState = "processing" | "ready" | "failed";

/** What the server does with a video. */
export const phases = ["queued", "checking", "encoding", "finishing"] as const;
export type Phase = (typeof phases)[number];

/** A short video. */
export interface Video {
	id: string;
	state: VideoState;
	/** Of the processing, 0 to 1; `null`: not told. */
	progress: number | null;
	/** What is done with it now, and seconds until it is done; told to its author alone. */
	phase: Phase | null;
	left: number | null;
	/** Why it failed: a code that has words (`video.reason.…`), or the server's own sentence. */
	reason: string | null;
	/** User id. */
	author: string;
	profile: Profile | null;
	caption: string;
	tags: readonly string[];
	/** Unix milliseconds; 0: not told. */
	created: number;
	seconds: number;
	width: number;
	height: number;
	counts: Counts;
	/** Whether I liked and saved it, and follow its author; `saved: null`: this server keeps no saved videos. */
	liked: boolean;
	saved: boolean | null;
	following: boolean;
	/** Whether I passed it on to those who follow me; `null`: this server knows no reposts. */
	reposted: boolean | null;
	comments: boolean;
	sensitive: boolean;
	/** Why people who run the server took it away; told to its author alone. */
	removed: Removed | null;
	playback: Playback | null;
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

/** What is said in a video, in one language. */
export interface Subtitles {
	language: string;
	label: string;
	/** WebVTT. */
	url: string;
}

/** Small pictures of the time line in one file, row by row. */
export interface Sprite {
	url: string;
	everyMs: number;
	columns: number;
	width: number;
	height: number;
}

/** A video that was taken away. */
export interface Removed {
	/** A code that has words (`video.rule.…`). */
	reason: string;
	/** What became of the author's objection; `null`: there was none. */
	appeal: "open" | "upheld" | "refused" | null;
}

/** What people did with a video. */
export interface Counts {
	likes: number;
	comments: number;
	shares: number;
	saves: number;
	views: number;
}

/** How somebody shows himself. */
export interface Profile {
	name: string | null;
	/** `mxc://…` */
	picture: string | null;
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
	profile: Profile | null;
	text: string;
	/** Unix milliseconds. */
	created: number;
	/** The comment that it answers. */
	parent: string | null;
	/** How many answer it; `null`: not told. */
	replies: number | null;
	/** `null`: this server counts no likes of comments. */
	likes: number | null;
	liked: boolean;
	/** By the author of the video: it stands first. */
	pinned: boolean;
}

/** Somebody, as one who makes videos. */
export interface VideoPerson {
	userId: string;
	/** `null`: lists tell no numbers. */
	counts: PersonCounts | null;
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
	profile: Profile | null;
}

/** How many do what around somebody. */
export interface PersonCounts {
	followers: number;
	following: number;
	videos: number;
	likes: number;
}

/** An object; `null`: anything else. */
export function recordOf(value: unknown): Record<string, unknown> | null {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: null;
}

/** A string that is not empty. */
export const stringOf = (value: unknown): string | null =>
	typeof value === "string" && value !== "" ? value : null;

/** A number that counts or measures: not negative. */
export const sizeOf = (value: unknown): number =>
	typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;

/** An address of our own origin, as a path: nothing else is ever fetched or played. */
export function pathOn(value: unknown, origin = location.origin): string | null {
	const url = typeof value === "string" && value !== "" ? URL.parse(value, origin) : null;
	return url?.origin === origin ? url.pathname + url.search : null;
}

/** `@mei:example.org`, or the same inside of an object. */
export function userIdOf(value: unknown): string | null {
	const id = stringOf(value) ?? stringOf(recordOf(value)?.user_id);
	return id && /^@[^\s:]*:\S+$/.test(id) ? id : null;
}

export function profileOf(value: unknown): Profile | null {
	const profile = recordOf(value);
	return profile && { name: stringOf(profile.displayname), picture: stringOf(profile.avatar_url) };
}

/** 0 where it is not told. */
export function countsOf(value: unknown): Counts {
	const counts = recordOf(value) ?? {};
	return {
		likes: sizeOf(counts.likes),
		comments: sizeOf(counts.comments),
		shares: sizeOf(counts.shares),
		saves: sizeOf(counts.saves),
		views: sizeOf(counts.views),
	};
}

/** `null`: no video. */
export function videoOf(answer: Record<string, unknown>, origin = location.origin): Video | null {
	const id = stringOf(answer.id);
	const author = userIdOf(answer.author);
	if (!id || !author) return null;
	const playback = recordOf(answer.playback);
	return {
		id,
		author,
		profile: profileOf(answer.author_profile),
		state: answer.state === "processing" || answer.state === "failed" ? answer.state : "ready",
		progress: typeof answer.progress === "number" ? Math.min(1, sizeOf(answer.progress) / 100) : null,
		phase: phases.find((one) => one === answer.stage) ?? null,
		left: typeof answer.eta_ms === "number" ? sizeOf(answer.eta_ms) / 1000 : null,
		reason: stringOf(answer.reason),
		caption: stringOf(answer.caption) ?? "",
		tags: Array.isArray(answer.tags) ? answer.tags.flatMap((tag) => stringOf(tag) ?? []) : [],
		created: sizeOf(answer.created_ts),
		seconds: sizeOf(answer.duration_ms) / 1000,
		width: sizeOf(answer.width) || 9,
		height: sizeOf(answer.height) || 16,
		counts: countsOf(answer.counts),
		liked: answer.liked === true,
		saved: typeof answer.saved === "boolean" ? answer.saved : null,
		following: answer.following === true,
		reposted: typeof answer.reposted === "boolean" ? answer.reposted : null,
		comments: answer.comments !== false,
		sensitive: answer.sensitive === true,
		removed: removedOf(answer.removed),
		playback: playback && {
			hls: pathOn(playback.hls, origin),
			mp4: pathOn(playback.mp4, origin),
			poster: pathOn(playback.poster, origin),
			sprite: spriteOf(playback.sprite, origin),
		},
		sound: videoSoundOf(answer.sound),
		subtitles: Array.isArray(answer.captions)
			? answer.captions.flatMap((one) => subtitlesOf(one, origin) ?? [])
			: [],
		duetOf: stringOf(answer.duet_of),
		stitchOf: stringOf(answer.stitch_of),
		mayDuet: answer.may_duet === true,
		mayStitch: answer.may_stitch === true,
		scheduled: sizeOf(answer.scheduled_ts) || null,
	};
}

function videoSoundOf(value: unknown): VideoSound | null {
	const sound = recordOf(value);
	const id = stringOf(sound?.id);
	return id ? { id, title: stringOf(sound?.title) } : null;
}

function subtitlesOf(value: unknown, origin: string): Subtitles | null {
	const one = recordOf(value);
	const [language, url] = [stringOf(one?.language), pathOn(one?.url, origin)];
	return language && url ? { language, label: stringOf(one?.label) ?? language, url } : null;
}

function spriteOf(value: unknown, origin: string): Sprite | null {
	const sprite = recordOf(value) ?? {};
	const url = pathOn(sprite.url, origin);
	const [everyMs, columns, width, height] = [
		sprite.every_ms,
		sprite.columns,
		sprite.width,
		sprite.height,
	].map(sizeOf);
	return url && everyMs && columns && width && height ? { url, everyMs, columns, width, height } : null;
}

function removedOf(value: unknown): Removed | null {
	const removed = recordOf(value);
	if (!removed) return null;
	const { appeal } = removed;
	return {
		reason: stringOf(removed.reason) ?? "other",
		appeal: appeal === "open" || appeal === "upheld" || appeal === "refused" ? appeal : null,
	};
}

/** `null`: no comment. */
export function commentOf(answer: Record<string, unknown>): VideoComment | null {
	const id = stringOf(answer.id);
	const author = userIdOf(answer.author);
	if (!id || !author) return null;
	return {
		id,
		author,
		profile: profileOf(answer.author_profile),
		text: stringOf(answer.text) ?? "",
		created: sizeOf(answer.created_ts),
		parent: stringOf(answer.parent),
		replies: typeof answer.replies === "number" ? sizeOf(answer.replies) : null,
		likes: typeof answer.likes === "number" ? sizeOf(answer.likes) : null,
		liked: answer.liked === true,
		pinned: answer.pinned === true,
	};
}

/** What is not told is not so. */
export function personOf(answer: Record<string, unknown>, userId: string): VideoPerson {
	const counts = recordOf(answer.counts);
	return {
		userId,
		counts: counts && {
			followers: sizeOf(counts.followers),
			following: sizeOf(counts.following),
			videos: sizeOf(counts.videos),
			likes: sizeOf(counts.likes),
		},
		met: typeof answer.following === "boolean",
		followed: answer.following === true,
		followsMe: answer.follows_me === true,
		private: answer.private === true,
		requested: answer.requested === true,
		blocked: answer.blocked === true,
		muted: answer.muted === true,
		profile: profileOf(answer),
	};
}
