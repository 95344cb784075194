// Pages of the directory, as they are typed and filtered for.
import { useCallback, useEffect, useRef, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { call } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import { type Entry, inLanguage, type Kind } from "./entry";

/** What to look for. */
export interface Wanted {
	q?: string;
	kind?: Kind;
	category?: string;
	language?: string;
	place?: string;
	featured?: boolean;
	limit?: number;
}

/** What was found so far. */
export interface Found {
	/** `undefined` while the first page is on its way. */
	entries: readonly Entry[] | undefined;
	failed: boolean;
	more: (() => void) | null;
	reload: () => void;
}

/** How long typing has to rest. */
const restMs = 200;

/** Asks again whenever something else is wanted. */
export function useDirectory({ q, kind, category, language, place, featured, limit }: Wanted): Found {
	const client = useClient();
	const mine = useLanguage();
	const [entries, setEntries] = useState<readonly Entry[]>();
	const [next, setNext] = useState<string | null>(null);
	const [failed, setFailed] = useState(false);
	const [round, setRound] = useState(0);
	const asked = useRef(0);
	const words = q?.trim().slice(0, 200) || null;
	const where = place?.trim().slice(0, 80) || null;
	const load = useCallback(
		async (from: string | null) => {
			asked.current += 1;
			const now = asked.current;
			setFailed(false);
			try {
				const page = await call(client.getAccessToken(), "get", "directory", {
					query: {
						q: words,
						kind: kind ?? null,
						category: category ?? null,
						language: language ?? null,
						place: where,
						featured: featured || null,
						limit: limit ?? 20,
						from,
					},
				});
				// An answer to what was typed before is not shown.
				if (now !== asked.current) return;
				const found = page.results.map((entry) => inLanguage(entry, mine));
				setEntries((before) => (from && before ? [...before, ...found] : found));
				setNext(page.next);
			} catch {
				if (now === asked.current) setFailed(true);
			}
		},
		[client, mine, words, kind, category, language, where, featured, limit],
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round loads again
	useEffect(() => {
		const timer = setTimeout(() => void load(null), words || where ? restMs : 0);
		return () => clearTimeout(timer);
	}, [load, round]);
	return {
		entries,
		failed,
		more: next ? () => void load(next) : null,
		reload: useCallback(() => setRound((now) => now + 1), []),
	};
}
