// What numbers are called.
import type { MessageId } from "@/lib/i18n";
import type { ViewSource } from "../foryou/views/kept";
import type { Counted } from "./shapes";

export const countedLabels: Readonly<Record<Counted, MessageId>> = {
	views: "video.numbersViews",
	likes: "video.numbersLikes",
	comments: "video.numbersComments",
	shares: "video.numbersShares",
	saves: "video.numbersSaves",
	reposts: "video.numbersReposts",
	follows: "video.numbersFollows",
};

export const sourceLabels: Readonly<Record<ViewSource, MessageId>> = {
	feed: "video.numbersFeed",
	following: "video.numbersFollowing",
	profile: "video.numbersProfile",
	tag: "video.numbersTag",
	sound: "video.numbersSound",
	search: "video.numbersSearch",
	share: "video.numbersShare",
};

/** The last quarter that was played to its end. */
export const quarterLabels: readonly MessageId[] = [
	"video.numbersBegun",
	"video.numbersQuarter",
	"video.numbersHalf",
	"video.numbersThree",
	"video.numbersWhole",
];
