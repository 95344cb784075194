// What the server says happened around my videos, in the shape in which it is shown.
import type { Told } from "@/matrix/causeway";
import { pathOn, personOf, type VideoPerson } from "../shapes";

const kinds = [
	"like",
	"comment",
	"reply",
	"mention",
	"comment_like",
	"follow",
	"follow_request",
	"repost",
	"video_ready",
	"video_failed",
	"moderation",
] as const;

/** What happened. */
export type NotificationKind = (typeof kinds)[number];

/** One thing that happened, or several of the same kind about one video. */
export interface VideoNotification {
	id: string;
	kind: NotificationKind;
	/** Who did it last; `null`: the server itself. */
	from: VideoPerson | null;
	video: Told<"NotifiedVideo"> | null;
	/** The words of a comment, or a code. */
	text: string | null;
	/** How many people did so. */
	count: number;
	/** Unix milliseconds. */
	created: number;
	read: boolean;
}

/** `null`: nothing that this app has words for: it may be older than the server. */
export function notificationOf(
	told: Told<"VideoNotification">,
	origin = location.origin,
): VideoNotification | null {
	const { id, from, video, text, count, created_ts: created, read } = told;
	const kind = kinds.find((one) => one === told.kind);
	return kind
		? {
				id,
				kind,
				from: from && personOf(from),
				video: video && { id: video.id, poster: pathOn(video.poster, origin) },
				text,
				count,
				created,
				read,
			}
		: null;
}
