// The feeds of this page: each lives on while one is elsewhere, so that one comes back to where one was.
import type { MatrixClient } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import { useClient } from "@/matrix/react";
import { type Page, type Source, VideoApi } from "../api";
import { engineOf, NoPacks } from "../foryou/engine";
import type { ViewSource } from "../foryou/views/kept";
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
		feed = source.kind === "forYou" ? forYou(client, api) : listed(api, source);
	}
	mine.delete(key);
	mine.set(key, feed);
	const [oldest] = mine.keys();
	if (mine.size > most && oldest) mine.delete(oldest);
	return feed;
}

const listed = (api: VideoApi, source: Listed): Feed =>
	new Feed((from) => wantedPage(api, source, from), learn, { source: countsAs[source.kind] });

/** Thought out on this device, one at a time, so that what was just watched shows soon: no more stands fast than is fetched ahead. */
function forYou(client: MatrixClient, api: VideoApi): Feed {
	const engine = engineOf(client);
	let plain = false;
	const feed: Feed = new Feed(
		async (from) => {
			if (from === null) plain = false;
			if (plain) return wantedPage(api, { kind: "fresh" }, from);
			try {
				const shown = feed.read().ids ?? [];
				const { videos, more } = await engine.page(shown);
				return { items: videos, next: more ? String(shown.length + videos.length) : null };
			} catch (error) {
				if (!(error instanceof NoPacks)) throw error;
				// What is fresh, as everybody sees it (VideoHome says so).
				plain = true;
				return wantedPage(api, { kind: "fresh" }, null);
			}
		},
		learn,
		{ ahead: 3, discreet: true, source: "feed" },
	);
	return feed;
}

/** In a creator's numbers. */
const countsAs: Record<Listed["kind"], ViewSource> = {
	fresh: "feed",
	following: "following",
	friends: "following",
	tag: "tag",
	person: "profile",
	reposts: "profile",
	liked: "profile",
	saved: "profile",
	words: "search",
	sound: "sound",
	rising: "search",
	one: "share",
};

type Listed = Exclude<Source, { kind: "forYou" }>;

/** Without what was put away, where videos come that nobody asked for one by one. */
async function wantedPage(api: VideoApi, source: Listed, from: string | null): Promise<Page<Video>> {
	const page = await api.page(source, from);
	if (!["fresh", "following", "friends", "rising"].includes(source.kind)) return page;
	const unwanted = await unwantedVideos();
	return { ...page, items: page.items.filter(({ id }) => !unwanted.has(id)) };
}

/** The feed of a list, of the person who is signed in. */
export const useFeed = (source: Source): Feed => feedOf(useClient(), source);

/** What is seen of a feed, as it changes. */
export const useFeedState = (feed: Feed): FeedState => useSyncExternalStore(feed.subscribe, feed.read);
