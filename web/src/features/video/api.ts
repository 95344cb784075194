// The server's side of short videos: `/_causeway/v1/{uploads,videos,feed,users,search}`.

import type { MatrixClient } from "matrix-js-sdk";
import { useMemo } from "react";
import { type AnswerOf, type AskedWith, call, type PathOf, type Told } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import {
	type Counts,
	commentOf,
	personOf,
	type Video,
	type VideoComment,
	type VideoPerson,
	videoOf,
} from "./shapes";

/** Who may watch. */
export type Visibility = Told<"Visibility">;

/** What is posted (`POST videos`). */
export type NewVideo = Told<"NewVideo">;

/** One page of a list; `next: null`: the last one. */
export interface Page<I> {
	items: readonly I[];
	next: string | null;
}

/** Which videos: a list of the server. */
export type Source =
	/** Put in order on this device (foryou/); no list of the server's. */
	| { kind: "forYou" }
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
	/** What rises now, in a language; `null`: in all of them. */
	| { kind: "rising"; language: string | null }
	/** One, by its address. */
	| { kind: "one"; id: string };

/** How many videos are asked for at once: enough for a minute of swiping. */
const pageSize = 12;

/** The calls of one person. */
export class VideoApi {
	constructor(private readonly client: MatrixClient) {}

	/** The token for what does not go through `call` (the bytes of an upload). */
	get token(): string {
		return this.client.getAccessToken() ?? "";
	}

	/** A page of videos. */
	async page(source: Exclude<Source, { kind: "forYou" }>, from: string | null): Promise<Page<Video>> {
		if (source.kind === "one") return { items: [await this.video(source.id)], next: null };
		const { videos, next } = await this.videos(source, { limit: pageSize, from });
		return { items: (videos ?? []).flatMap((one) => videoOf(one) ?? []), next };
	}

	private videos(
		source: Exclude<Source, { kind: "one" | "forYou" }>,
		query: { limit: number; from: string | null },
	) {
		switch (source.kind) {
			case "fresh":
			case "following":
			case "friends":
				return this.call("get", `feed/${source.kind}`, { query });
			case "tag":
				return this.call("get", "search", { query: { ...query, kind: "videos", q: `#${source.tag}` } });
			case "words":
				return this.call("get", "search", { query: { ...query, kind: "videos", q: source.words } });
			case "person":
				return this.call("get", "users/{user_id}/videos", { path: { user_id: source.userId }, query });
			case "reposts":
				return this.call("get", "users/{user_id}/reposts", { path: { user_id: source.userId }, query });
			case "liked":
				return this.call("get", "liked", { query });
			case "saved":
				return this.call("get", "saved", { query: { ...query, collection: source.collection } });
			case "rising":
				return this.call("get", "trending/videos", { query: { ...query, language: source.language } });
			case "sound":
				return this.call("get", "sounds/{id}/videos", { path: { id: source.id }, query });
		}
	}

	/** One video, also while it is processed. */
	async video(id: string): Promise<Video> {
		const video = videoOf(await this.call("get", "videos/{id}", { path: { id } }));
		if (!video) throw new TypeError("The server's answer is nobody's video");
		return video;
	}

	/** Makes a video of an upload. */
	async post(video: NewVideo): Promise<{ id: string }> {
		return this.call("post", "videos", { body: video });
	}

	/** Takes a video of mine away. */
	async remove(id: string): Promise<void> {
		await this.call("delete", "videos/{id}", { path: { id } });
	}

	/** Tries the processing of a failed video again. */
	async retry(id: string): Promise<void> {
		await this.call("post", "videos/{id}/retry", { path: { id } });
	}

	/** Likes a video, or no longer; how it is counted after that. */
	async like(id: string, on: boolean): Promise<Counts> {
		return (await this.call(on ? "put" : "delete", "videos/{id}/like", { path: { id } })).counts;
	}

	/** Keeps a video among those that I saved, or no longer. */
	async save(id: string, on: boolean): Promise<void> {
		const path = { id };
		if (on) await this.call("put", "videos/{id}/save", { path, body: {} });
		else await this.call("delete", "videos/{id}/save", { path });
	}

	/** Passes a video on to those who follow me, or no longer. */
	async repost(id: string, on: boolean): Promise<void> {
		await this.call(on ? "put" : "delete", "videos/{id}/repost", { path: { id } });
	}

	/** Follows somebody, or no longer; who has a private account is asked. */
	async follow(userId: string, on: boolean): Promise<Told<"Following">> {
		return this.call(on ? "put" : "delete", "users/{user_id}/follow", { path: { user_id: userId } });
	}

	/** A page of comments on a video; `parent`: of answers to a comment. */
	async comments(id: string, parent: string | null, from: string | null): Promise<Page<VideoComment>> {
		const answer = await this.call("get", "videos/{id}/comments", { path: { id }, query: { parent, from } });
		return { items: answer.comments.flatMap((one) => commentOf(one) ?? []), next: answer.next };
	}

	/** Says something about a video; `parent`: the comment that it answers, `txn`: the same when it is tried again. */
	async comment(id: string, text: string, parent: string | null, txn: string): Promise<VideoComment> {
		const body = { text, txn_id: txn, parent };
		const comment = commentOf(await this.call("post", "videos/{id}/comments", { path: { id }, body }));
		if (!comment) throw new TypeError("The server's answer is nobody's comment");
		return comment;
	}

	/** What somebody is among those who make videos. */
	async person(userId: string): Promise<VideoPerson> {
		const person = personOf(await this.call("get", "users/{user_id}", { path: { user_id: userId } }));
		if (!person) throw new TypeError("The server's answer is nobody");
		return person;
	}

	/** Any call of the interface. */
	call<M extends "get" | "put" | "post" | "delete", P extends PathOf<M>>(
		method: M,
		path: P,
		...asked: Partial<AskedWith<M, P>> extends AskedWith<M, P> ? [AskedWith<M, P>?] : [AskedWith<M, P>]
	): Promise<AnswerOf<M, P>> {
		return call(this.client.getAccessToken(), method, path, ...asked);
	}
}

/** The calls of the person who is signed in. */
export function useVideoApi(): VideoApi {
	const client = useClient();
	return useMemo(() => new VideoApi(client), [client]);
}
