// The feeds of this page: each lives on while one is elsewhere, so that one comes back to where one was.
import type { MatrixClient } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import { useClient } from "@/matrix/react";
import { type Page, type Source, VideoApi } from "../api";
import type { Video } from "../shapes";
import { Feed, type FeedState } from "./Feed";
import { unwantedVideos } from "./unwanted";
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
		feed = new Feed((from) => wantedPage(api, source, from), learn);
	}
	mine.delete(key);
	mine.set(key, feed);
	const [oldest] = mine.keys();
	if (mine.size > most && oldest) mine.delete(oldest);
	return feed;
}

/** Without what was put away, where videos come that nobody asked for one by one. */
async function wantedPage(api: VideoApi, source: Source, from: string | null): Promise<Page<Video>> {
	const page = await api.page(source, from);
	if (!["fresh", "following", "friends"].includes(source.kind)) return page;
	const unwanted = await unwantedVideos();
	return { ...page, items: page.items.filter(({ id }) => !unwanted.has(id)) };
}

/** The feed of a list, of the person who is signed in. */
export const useFeed = (source: Source): Feed => feedOf(useClient(), source);

/** What is seen of a feed, as it changes. */
export const useFeedState = (feed: Feed): FeedState => useSyncExternalStore(feed.subscribe, feed.read);
