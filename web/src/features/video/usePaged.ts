// A list of the server, page by page.
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Growing } from "@/ui/EndOfList";
import type { Page } from "./api";

/** As far as it was asked for. */
export interface Paged<I> extends Growing {
	/** `undefined`: nothing is known yet. */
	items: readonly I[] | undefined;
	error: Error | undefined;
	/** Shows a changed list without asking for it anew. */
	change: (to: (items: readonly I[]) => readonly I[]) => void;
}

/** `fetchPage` must stay the same function as long as it is the same list (useCallback). */
export function usePaged<I>(
	fetchPage: (from: string | null) => Promise<Page<I>>,
	keyOf: (item: I) => string,
): Paged<I> {
	const [items, setItems] = useState<readonly I[]>();
	const [next, setNext] = useState<string | null>(null);
	const [loading, setLoading] = useState(false);
	const [error, setError] = useState<Error>();
	// biome-ignore lint/correctness/useExhaustiveDependencies: keyOf only reads what it is given
	const load = useCallback(
		async (from: string | null, shown: () => boolean = () => true) => {
			setLoading(true);
			setError(undefined);
			try {
				const page = await fetchPage(from);
				if (!shown()) return;
				setItems((now = []) => joined(from === null ? [] : now, page.items, keyOf));
				// The same cursor again would go round for ever.
				setNext(page.next === from ? null : page.next);
			} catch (problem) {
				if (shown()) setError(problem as Error);
			} finally {
				if (shown()) setLoading(false);
			}
		},
		[fetchPage],
	);
	useEffect(() => {
		let shown = true;
		setItems(undefined);
		setNext(null);
		void load(null, () => shown);
		return () => {
			shown = false;
		};
	}, [load]);
	const change = useCallback(
		(to: (items: readonly I[]) => readonly I[]) => setItems((now) => now && to(now)),
		[],
	);
	return useMemo(
		() => ({
			items,
			error,
			more: items === undefined || next !== null,
			loading,
			failed: error !== undefined,
			loadMore: () => load(items === undefined ? null : next),
			change,
		}),
		[items, error, next, loading, load, change],
	);
}

/** Each once: what comes meanwhile moves the pages. */
export function joined<I>(
	before: readonly I[],
	then: readonly I[],
	keyOf: (item: I) => string,
): readonly I[] {
	const had = new Set(before.map(keyOf));
	return [...before, ...then.filter((one) => !had.has(keyOf(one)))];
}
