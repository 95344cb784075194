// What can be done with a comment, and how a list of them looks after it.
import type { VideoApi } from "../api";
import type { VideoComment } from "../shapes";

const enc = encodeURIComponent;
const pathOf = (video: string, comment: string) => `videos/${enc(video)}/comments/${enc(comment)}`;

/** Likes it, or no longer. */
export async function likeComment(api: VideoApi, video: string, id: string, on: boolean): Promise<void> {
	await api.ask(on ? "PUT" : "DELETE", `${pathOf(video, id)}/like`);
}

/** Lets it stand first, or no longer: one of a video. */
export async function pinComment(api: VideoApi, video: string, id: string, on: boolean): Promise<void> {
	await api.ask(on ? "PUT" : "DELETE", `${pathOf(video, id)}/pin`);
}

/** Takes it away, with the answers to it. */
export async function removeComment(api: VideoApi, video: string, id: string): Promise<void> {
	await api.ask("DELETE", pathOf(video, id));
}

/** As liked, or not. */
export const withLike = (comment: VideoComment, on: boolean): VideoComment =>
	comment.liked === on
		? comment
		: { ...comment, liked: on, likes: Math.max(0, (comment.likes ?? 0) + (on ? 1 : -1)) };

/** The pinned one first, the others from the newest. */
export function withPin(now: readonly VideoComment[], id: string, on: boolean): readonly VideoComment[] {
	return now
		.map((one) => ({ ...one, pinned: on && one.id === id }))
		.sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.created - a.created);
}

/** A comment in a list, as it looks after something was done with it. */
export const changed =
	(id: string, to: (comment: VideoComment) => VideoComment | null) =>
	(now: readonly VideoComment[]): readonly VideoComment[] =>
		now.flatMap((one) => (one.id === id ? (to(one) ?? []) : one));
