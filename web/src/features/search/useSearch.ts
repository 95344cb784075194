// A search as it is typed: what the index finds at once, then what the server adds.
import { useEffect, useState } from "react";
import { useClient } from "@/matrix/react";
import { useCrawlState, useSearchFeed } from "./context";
import type { Filters, Hit } from "./protocol";
import { serverHits } from "./serverSearch";

/** Between two keys of somebody who types. */
const pauseMs = 120;
/** The server is asked when the typing has come to rest. */
const serverPauseMs = 600;

/** What was found for which question. */
export interface Found {
	hits: Hit[];
	more: boolean;
}

/** `undefined` while the first answer is on its way; `null` when nothing is asked. */
export function useSearch(query: string, filters: Filters, limit: number): Found | null | undefined {
	const client = useClient();
	const { index } = useSearchFeed();
	const { changes } = useCrawlState();
	const [found, setFound] = useState<Found | null | undefined>(null);
	const asked = JSON.stringify(filters);
	// biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the index has changed
	useEffect(() => {
		if (!query.trim()) return setFound(null);
		setFound((before) => before ?? undefined);
		let wanted = true;
		const by = JSON.parse(asked) as Filters;
		const local = setTimeout(() => {
			index.find(query, by, limit).then(
				(now) => wanted && setFound(now),
				() => wanted && setFound({ hits: [], more: false }),
			);
		}, pauseMs);
		const remote = setTimeout(async () => {
			try {
				const hits = await serverHits(client, query, by, await index.progress().catch(() => []));
				if (wanted && hits.length > 0) setFound((now) => merged(now, hits));
			} catch {
				// The server cannot be asked, or does not search: what is here is shown.
			}
		}, serverPauseMs);
		return () => {
			wanted = false;
			clearTimeout(local);
			clearTimeout(remote);
		};
	}, [client, index, query, asked, limit, changes]);
	return found;
}

function merged(now: Found | null | undefined, hits: Hit[]): Found {
	const here = now?.hits ?? [];
	const ids = new Set(here.map((hit) => hit.eventId));
	return { hits: [...here, ...hits.filter((hit) => !ids.has(hit.eventId))], more: now?.more ?? false };
}
