// What is said about a video, page by page; what I say is there at once.
import { useCallback } from "react";
import { useVideoApi } from "../api";
import { learnMakers } from "../makers";
import type { VideoComment } from "../shapes";
import { joined, type Paged, usePaged } from "../usePaged";

/** Comments as far as they were asked for. */
export interface Comments extends Paged<VideoComment> {
	/** Shows what was said just now: a comment first, an answer last. */
	add: (comment: VideoComment) => void;
}

const keyOf = (comment: VideoComment) => comment.id;

/** Of one video; `parent`: answers to a comment. */
export function useComments(id: string, parent: string | null): Comments {
	const api = useVideoApi();
	const list = usePaged(
		useCallback(
			async (from: string | null) => {
				const page = await api.comments(id, parent, from);
				learnMakers(page.items);
				return page;
			},
			[api, id, parent],
		),
		keyOf,
	);
	const { change } = list;
	const add = useCallback((comment: VideoComment) => change((now) => withNew(now, comment)), [change]);
	return { ...list, add };
}

/** Below what is pinned, above everything else. */
export function withNew(now: readonly VideoComment[], comment: VideoComment): readonly VideoComment[] {
	const pinned = now.filter((one) => one.pinned);
	return joined([...pinned, comment], now, keyOf);
}
