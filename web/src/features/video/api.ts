// The server's side of short videos: `/_causeway/v1/{uploads,videos,feed,users,search}`.

import type { MatrixClient } from "matrix-js-sdk";
import { useMemo } from "react";
import { request } from "@/matrix/http";
import { useClient } from "@/matrix/react";
import {
	type Counts,
	commentOf,
	countsOf,
	personOf,
	recordOf,
	stringOf,
	type Video,
	type VideoComment,
	type VideoPerson,
	videoOf,
} from "./shapes";

/** Who may watch. */
export type Visibility = "public" | "followers" | "friends" | "private";

/** What is posted (`POST videos`). */
export interface NewVideo {
	/** The id of a finished upload. */
	upload: string;
	caption: string;
	language: string | null;
	visibility: Visibility;
	comments: boolean;
	sensitive: boolean;
	/** The part to keep; absent: all of it. */
	trim?: { start_ms: number; end_ms: number };
	/** The frame that stands for the video, within what is kept. */
	cover_ms?: number;
	allow_duet?: boolean;
	allow_stitch?: boolean;
	/** Unix milliseconds from which on others see it. */
	publish_at?: number;
	captions?: readonly { language: string; label: string; vtt: string }[];
	/** Another's sound, and in percent how loud it and its own are. */
	sound?: string;
	sound_volume?: number;
	original_volume?: number;
	/** The video that it stands beside, or quotes the given part of. */
	duet_of?: string;
	stitch_of?: string;
	stitch?: { start_ms: number; end_ms: number };
}

/** One page of a list; `next: null`: the last one. */
export interface Page<I> {
	items: readonly I[];
	next: string | null;
}

/** Which videos: a list of the server. */
export type Source =
	| { kind: "fresh" }
	| { kind: "following" }
	| { kind: "friends" }
	| { kind: "tag"; tag: string }
	| { kind: "person"; userId: string }
	| { kind: "words"; words: string }
	| { kind: "reposts"; userId: string }
	| { kind: "liked" }
	/** Those that I saved; `collection: null`: all of them. */
	| { kind: "saved"; collection: string | null }
	| { kind: "sound"; id: string }
	/** One, by its address. */
	| { kind: "one"; id: string };

/** How many videos are asked for at once: enough for a minute of swiping. */
const pageSize = 12;

const enc = encodeURIComponent;

/** The calls of one person. */
export class VideoApi {
	constructor(private readonly client: MatrixClient) {}

	/** The token for what does not go through `request` (the bytes of an upload). */
	get token(): string {
		return this.client.getAccessToken() ?? "";
	}

	/** A page of videos. */
	async page(source: Source, from: string | null): Promise<Page<Video>> {
		if (source.kind === "one") return { items: [await this.video(source.id)], next: null };
		const answer = await this.ask("GET", withQuery(pathOf(source), { limit: String(pageSize), from }));
		return { items: listOf(answer, "videos").flatMap((one) => videoOf(one) ?? []), next: nextOf(answer) };
	}

	/** One video, also while it is processed. */
	async video(id: string): Promise<Video> {
		const video = videoOf(await this.ask("GET", `videos/${enc(id)}`));
		if (!video) throw new TypeError("The server's answer is no video");
		return video;
	}

	/** Makes a video of an upload. */
	async post(video: NewVideo): Promise<{ id: string }> {
		const answer = await this.ask("POST", "videos", video);
		const id = stringOf(answer.id);
		if (!id) throw new TypeError("The server's answer has no id");
		return { id };
	}

	/** Takes a video of mine away. */
	async remove(id: string): Promise<void> {
		await this.ask("DELETE", `videos/${enc(id)}`);
	}

	/** Tries the processing of a failed video again. */
	async retry(id: string): Promise<void> {
		await this.ask("POST", `videos/${enc(id)}/retry`, {});
	}

	/** Likes a video, or no longer; how it is counted after that. */
	async like(id: string, on: boolean): Promise<Counts | null> {
		const { counts } = await this.ask(on ? "PUT" : "DELETE", `videos/${enc(id)}/like`);
		return recordOf(counts) && countsOf(counts);
	}

	/** Keeps a video among those that I saved, or no longer. */
	async save(id: string, on: boolean): Promise<void> {
		await this.ask(on ? "PUT" : "DELETE", `videos/${enc(id)}/save`, on ? {} : undefined);
	}

	/** Passes a video on to those who follow me, or no longer. */
	async repost(id: string, on: boolean): Promise<void> {
		await this.ask(on ? "PUT" : "DELETE", `videos/${enc(id)}/repost`);
	}

	/** Follows somebody, or no longer. */
	async follow(userId: string, on: boolean): Promise<void> {
		await this.ask(on ? "PUT" : "DELETE", `users/${enc(userId)}/follow`);
	}

	/** A page of comments on a video; `parent`: of answers to a comment. */
	async comments(id: string, parent: string | null, from: string | null): Promise<Page<VideoComment>> {
		const answer = await this.ask("GET", withQuery(`videos/${enc(id)}/comments`, { parent, from }));
		return { items: listOf(answer, "comments").flatMap((one) => commentOf(one) ?? []), next: nextOf(answer) };
	}

	/** Says something about a video; `parent`: the comment that it answers, `txn`: the same when it is tried again. */
	async comment(id: string, text: string, parent: string | null, txn: string): Promise<VideoComment> {
		const answer = await this.ask("POST", `videos/${enc(id)}/comments`, {
			text,
			txn_id: txn,
			...(parent && { parent }),
		});
		const comment = commentOf(answer);
		if (!comment) throw new TypeError("The server's answer is no comment");
		return comment;
	}

	/** What somebody is among those who make videos. */
	async person(userId: string): Promise<VideoPerson> {
		return personOf(await this.ask("GET", `users/${enc(userId)}`), userId);
	}

	/** Any other call, below `/_causeway/v1/`; its shape stands where it is needed. */
	async ask(
		method: "GET" | "POST" | "PUT" | "DELETE",
		path: string,
		body?: unknown,
	): Promise<Record<string, unknown>> {
		return request(method, `/_causeway/v1/${path}`, {
			accessToken: this.token,
			...(body === undefined ? {} : { body }),
		});
	}
}

function pathOf(source: Exclude<Source, { kind: "one" }>): string {
	switch (source.kind) {
		case "fresh":
		case "following":
		case "friends":
			return `feed/${source.kind}`;
		case "tag":
			return withQuery("search", { kind: "videos", q: `#${source.tag}` });
		case "words":
			return withQuery("search", { kind: "videos", q: source.words });
		case "person":
			return `users/${enc(source.userId)}/videos`;
		case "reposts":
			return `users/${enc(source.userId)}/reposts`;
		case "liked":
			return "liked";
		case "saved":
			return withQuery("saved", { collection: source.collection });
		case "sound":
			return `sounds/${enc(source.id)}/videos`;
	}
}

/** A path with those values that there are. */
export function withQuery(path: string, values: Record<string, string | null>): string {
	const pairs = Object.entries(values).flatMap(([name, value]) =>
		value === null ? [] : [`${name}=${enc(value)}`],
	);
	if (pairs.length === 0) return path;
	return `${path}${path.includes("?") ? "&" : "?"}${pairs.join("&")}`;
}

/** A list of an answer. */
export function listOf(answer: Record<string, unknown>, name: string): readonly Record<string, unknown>[] {
	const list = answer[name];
	return Array.isArray(list) ? list.map(recordOf).filter((one) => one !== null) : [];
}

/** Where the next page of an answer begins. */
export const nextOf = (answer: Record<string, unknown>): string | null => stringOf(answer.next);

/** The calls of the person who is signed in. */
export function useVideoApi(): VideoApi {
	const client = useClient();
	return useMemo(() => new VideoApi(client), [client]);
}
