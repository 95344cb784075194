// The feeds of this page: each lives on while one is elsewhere, so that one comes back to where one was.
import type { MatrixClient } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import { useClient } from "@/matrix/react";
import { type Source, VideoApi } from "../api";
import { Feed, type FeedState } from "./Feed";
import { learn } from "./videos";

/** Feeds of tags and people come and go: only the last ones are kept. */
const most = 12;
const feeds = new WeakMap<MatrixClient, Map<string, Feed>>();

/** The feed of a list; made when it is first asked for. */
export function feedOf(client: MatrixClient, source: Source): Feed {
	const mine = feeds.get(client) ?? new Map<string, Feed>();
	feeds.set(client, mine);
	const key = JSON.stringify(source);
	let feed = mine.get(key);
	if (!feed) {
		const api = new VideoApi(client);
		feed = new Feed((from) => api.page(source, from), learn);
	}
	mine.delete(key);
	mine.set(key, feed);
	const [oldest] = mine.keys();
	if (mine.size > most && oldest) mine.delete(oldest);
	return feed;
}

/** The feed of a list, of the person who is signed in. */
export const useFeed = (source: Source): Feed => feedOf(useClient(), source);

/** What is seen of a feed, as it changes. */
export const useFeedState = (feed: Feed): FeedState => useSyncExternalStore(feed.subscribe, feed.read);
