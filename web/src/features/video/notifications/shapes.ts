// What the server says happened around my videos, made safe to show.
import { pathOn, personOf, recordOf, sizeOf, stringOf, userIdOf, type VideoPerson } from "../shapes";

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
	video: { id: string; poster: string | null } | null;
	/** The words of a comment, or a code. */
	text: string | null;
	/** How many people did so. */
	count: number;
	/** Unix milliseconds. */
	created: number;
	read: boolean;
}

/** `null`: nothing that this app has words for. */
export function notificationOf(
	answer: Record<string, unknown>,
	origin = location.origin,
): VideoNotification | null {
	const id = stringOf(answer.id) ?? (typeof answer.id === "number" ? String(answer.id) : null);
	const kind = kinds.find((one) => one === answer.kind);
	if (!id || !kind) return null;
	const from = recordOf(answer.from);
	const userId = userIdOf(from);
	const video = recordOf(answer.video);
	const videoId = stringOf(video?.id);
	return {
		id,
		kind,
		from: from && userId ? personOf(from, userId) : null,
		video: videoId ? { id: videoId, poster: pathOn(video?.poster, origin) } : null,
		text: stringOf(answer.text),
		count: Math.max(1, Math.floor(sizeOf(answer.count))),
		created: sizeOf(answer.created_ts),
		read: answer.read === true,
	};
}
