// The videos that this page knows: one place, so that a like shows in every list in which the video is.
import { useSyncExternalStore } from "react";
import { learnMakers } from "../makers";
import type { Video } from "../shapes";

const known = new Map<string, Video>();
const listeners = new Set<() => void>();

function tell(): void {
	for (const listener of listeners) listener();
}

/** Keeps what the server said last. */
export function learn(videos: readonly Video[]): void {
	learnMakers(videos);
	for (const video of videos) known.set(video.id, video);
	if (videos.length > 0) tell();
}

/** What is known. */
export const videoById = (id: string): Video | undefined => known.get(id);

/** Changes what is known, before the server has said so. */
export function changeVideo(id: string, change: (video: Video) => Video): void {
	const video = known.get(id);
	if (!video) return;
	known.set(id, change(video));
	tell();
}

/** The same for all videos of somebody: who is followed is followed everywhere. */
export function changeVideosOf(author: string, change: (video: Video) => Video): void {
	for (const [id, video] of known) if (video.author === author) known.set(id, change(video));
	tell();
}

/** A video, as it changes. */
export function useVideo(id: string | null): Video | undefined {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => (id === null ? undefined : known.get(id)),
	);
}
