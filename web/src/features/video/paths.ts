// Addresses of the place Video.

/** The videos of a tag. */
export const tagPath = (tag: string): string => `/video/tag/${encodeURIComponent(tag)}`;

/** Somebody's videos. */
export const personPath = (userId: string): string => `/video/people/${encodeURIComponent(userId)}`;

/** The videos with a sound. */
export const soundPath = (id: string): string => `/video/sound/${encodeURIComponent(id)}`;

/** A collection of videos that I saved. */
export const collectionPath = (id: string): string => `/video/saved/${encodeURIComponent(id)}`;

/** What happened around my videos. */
export const notificationsPath = "/video/notifications";

/** Numbers of a video of mine; without an id: of all. */
export const numbersPath = (id?: string): string =>
	id ? `/video/numbers/${encodeURIComponent(id)}` : "/video/numbers";

/** Who wants to follow me. */
export const requestsPath = "/video/requests";

/** Why a video of mine was taken away. */
export const removedPath = (id: string): string => `/video/removed/${encodeURIComponent(id)}`;

/** One video, inside of the app. */
export const videoPath = (id: string): string => `/v/${encodeURIComponent(id)}`;

/** What is said about one video. */
export const commentsPath = (id: string): string => `${videoPath(id)}?comments`;

/** One video, for others: the address that is shared. */
export const videoLink = (id: string): string => location.origin + videoPath(id);

/** How For You is put in order. */
export const yourFeedPath = "/video/feed";

/** What the host pins or leaves out, and how packs are chosen. */
export const feedRulesPath = "/video/feed/rules";

/** Making one, or going on with a draft. */
export const createPath = (draft?: string): string =>
	draft ? `/video/new/${encodeURIComponent(draft)}` : "/video/new";
