// What one does with a video: shown at once, and taken back where the server does not agree.
import { useMemo } from "react";
import { useT } from "@/lib/i18n";
import { problemOf } from "@/matrix/problem";
import { useClient } from "@/matrix/react";
import { toast } from "@/ui/Toast";
import { useVideoApi } from "../api";
import { engineOf } from "../foryou/engine";
import type { Video } from "../shapes";
import { changeVideo, changeVideosOf } from "./videos";

/** The acts. */
export interface Acts {
	like: (video: Video, on: boolean) => void;
	save: (video: Video, on: boolean) => void;
	repost: (video: Video, on: boolean) => void;
	follow: (author: string, on: boolean) => void;
}

const liked = (on: boolean) => (video: Video) =>
	video.liked === on
		? video
		: {
				...video,
				liked: on,
				counts: { ...video.counts, likes: Math.max(0, video.counts.likes + (on ? 1 : -1)) },
			};

const saved = (on: boolean) => (video: Video) =>
	video.saved === on
		? video
		: {
				...video,
				saved: on,
				counts: { ...video.counts, saves: Math.max(0, video.counts.saves + (on ? 1 : -1)) },
			};

const followed = (on: boolean) => (video: Video) => ({ ...video, following: on });

/** As the person who is signed in. */
export function useActs(): Acts {
	const t = useT();
	const api = useVideoApi();
	const client = useClient();
	return useMemo(() => {
		// Learnt from on this device; the server is told of the act itself, as ever.
		const feed = engineOf(client);
		const attempt = (act: () => Promise<unknown>, show: () => void, undo: () => void) => {
			show();
			act().catch((error: unknown) => {
				undo();
				toast(problemOf(error, t));
			});
		};
		return {
			like: ({ id }, on) =>
				attempt(
					async () => {
						const counts = await api.like(id, on);
						// Others like it too.
						changeVideo(id, (now) => ({ ...now, counts }));
					},
					() => {
						changeVideo(id, liked(on));
						feed.act(id, "like", on);
					},
					() => {
						changeVideo(id, liked(!on));
						feed.act(id, "like", !on);
					},
				),
			save: ({ id }, on) =>
				attempt(
					() => api.save(id, on),
					() => {
						changeVideo(id, saved(on));
						feed.act(id, "save", on);
					},
					() => {
						changeVideo(id, saved(!on));
						feed.act(id, "save", !on);
					},
				),
			repost: ({ id }, on) =>
				attempt(
					() => api.repost(id, on),
					() => {
						changeVideo(id, (now) => ({ ...now, reposted: on }));
						feed.act(id, "share", on);
					},
					() => {
						changeVideo(id, (now) => ({ ...now, reposted: !on }));
						feed.act(id, "share", !on);
					},
				),
			follow: (author, on) =>
				attempt(
					() => api.follow(author, on),
					() => {
						changeVideosOf(author, followed(on));
						feed.follow(author, on);
					},
					() => {
						changeVideosOf(author, followed(!on));
						feed.follow(author, !on);
					},
				),
		};
	}, [api, client, t]);
}
