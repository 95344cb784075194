// What is said about a video, page by page; what I say is there at once.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useVideoApi } from "../api";
import { learnMakers } from "../makers";
import type { VideoComment } from "../shapes";

/** Comments as far as they were asked for. */
export interface Comments {
	items: readonly VideoComment[] | undefined;
	more: boolean;
	loading: boolean;
	failed: boolean;
	loadMore: () => Promise<void>;
	/** Shows what was said just now. */
	add: (comment: VideoComment) => void;
}

/** Of one video; `parent`: answers to a comment. */
export function useComments(id: string, parent: string | null): Comments {
	const api = useVideoApi();
	const [items, setItems] = useState<readonly VideoComment[]>();
	const [next, setNext] = useState<string | null>(null);
	const [loading, setLoading] = useState(false);
	const [failed, setFailed] = useState(false);
	const load = useCallback(
		async (from: string | null, shown: () => boolean = () => true) => {
			setLoading(true);
			setFailed(false);
			try {
				const page = await api.comments(id, parent, from);
				if (!shown()) return;
				learnMakers(page.items);
				setItems((now = []) => joined(from === null ? [] : now, page.items));
				setNext(page.next);
			} catch {
				if (shown()) setFailed(true);
			} finally {
				if (shown()) setLoading(false);
			}
		},
		[api, id, parent],
	);
	useEffect(() => {
		let shown = true;
		void load(null, () => shown);
		return () => {
			shown = false;
		};
	}, [load]);
	const add = useCallback((comment: VideoComment) => setItems((now = []) => joined([comment], now)), []);
	return useMemo(
		() => ({
			items,
			more: items === undefined || next !== null,
			loading,
			failed,
			loadMore: () => load(items === undefined ? null : next),
			add,
		}),
		[items, next, loading, failed, load, add],
	);
}

/** Each once: what was said meanwhile moves the pages. */
export function joined(
	before: readonly VideoComment[],
	then: readonly VideoComment[],
): readonly VideoComment[] {
	const had = new Set(before.map((one) => one.id));
	return [...before, ...then.filter((one) => !had.has(one.id))];
}
