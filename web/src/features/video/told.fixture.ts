// What the server may say, for tests.
import type { Told } from "@/matrix/causeway";

export const toldPerson = (userId = "@ana:example.org"): Told<"PublicProfile"> => ({
	user_id: userId,
	displayname: "Ana",
	avatar_url: null,
});

/** A video that is ready. */
export const toldVideo = (more: Partial<Told<"ShownVideo">> = {}): Told<"ShownVideo"> => ({
	id: "a",
	state: "ready",
	reason: null,
	progress: null,
	stage: null,
	eta_ms: null,
	scheduled_ts: null,
	thumbhash: null,
	captions: [],
	duet_of: null,
	stitch_of: null,
	may_duet: true,
	may_stitch: true,
	author: "@ana:example.org",
	author_profile: toldPerson(),
	caption: "",
	tags: [],
	language: null,
	visibility: "public",
	comments: true,
	sensitive: false,
	age_restricted: false,
	removed: null,
	created_ts: 1,
	duration_ms: 5000,
	width: 360,
	height: 640,
	counts: { likes: 0, comments: 0, shares: 0, saves: 0, views: 0, reposts: 0 },
	playback: null,
	sound: null,
	liked: false,
	following: false,
	saved: false,
	reposted: false,
	...more,
});

export const toldComment = (more: Partial<Told<"VideoComment">> = {}): Told<"VideoComment"> => ({
	id: "c",
	author: "@ana:example.org",
	author_profile: toldPerson(),
	text: "hi",
	parent: null,
	created_ts: 1,
	likes: 0,
	liked: false,
	replies: 0,
	pinned: false,
	...more,
});
