// What can be done with a comment, and how a list of them looks after it.
import type { VideoApi } from "../api";
import type { VideoComment } from "../shapes";

const placeOf = (video: string, comment: string) => ({ path: { id: video, comment } });

/** Likes it, or no longer. */
export async function likeComment(api: VideoApi, video: string, id: string, on: boolean): Promise<void> {
	await api.call(on ? "put" : "delete", "videos/{id}/comments/{comment}/like", placeOf(video, id));
}

/** Lets it stand first, or no longer: one of a video. */
export async function pinComment(api: VideoApi, video: string, id: string, on: boolean): Promise<void> {
	await api.call(on ? "put" : "delete", "videos/{id}/comments/{comment}/pin", placeOf(video, id));
}

/** Takes it away, with the answers to it. */
export async function removeComment(api: VideoApi, video: string, id: string): Promise<void> {
	await api.call("delete", "videos/{id}/comments/{comment}", placeOf(video, id));
}

/** As liked, or not. */
export const withLike = (comment: VideoComment, on: boolean): VideoComment =>
	comment.liked === on
		? comment
		: { ...comment, liked: on, likes: Math.max(0, comment.likes + (on ? 1 : -1)) };

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
