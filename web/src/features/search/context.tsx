// How components see the search.
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { CrawlState, SearchFeed } from "./feed";

const Context = createContext<SearchFeed | null>(null);

/** Gives the children the search. */
export function SearchProvider({ feed, children }: { feed: SearchFeed; children: ReactNode }) {
	return <Context value={feed}>{children}</Context>;
}

/** The search of the person who is signed in. */
export function useSearchFeed(): SearchFeed {
	const feed = useContext(Context);
	if (!feed) throw new Error("useSearchFeed outside of SearchProvider");
	return feed;
}

/** How far reading the history is, as it goes on. */
export function useCrawlState(): CrawlState {
	const feed = useSearchFeed();
	return useSyncExternalStore(feed.subscribe, () => feed.state);
}
