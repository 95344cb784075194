// A video in a chat: words and a link for every client, and for ours a card that plays.
import { captionMost } from "../captions";
import type { ShareMessage } from "../parts";
import { videoLink } from "../paths";
import type { Video } from "../shapes";

/** The part of the message's content that makes the card. */
export const videoMark = "org.causeway.video";

/** What the card shows before the video was asked for: its shape, so that nothing jumps, and its words. */
export interface Shared {
	id: string;
	width: number;
	height: number;
	caption: string;
}

/** Ids are the server's; nothing of another shape is asked for. */
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** The message that shares a video. */
export function shareMessage(video: Video): ShareMessage {
	const { id, caption, width, height } = video;
	return {
		type: "m.room.message",
		content: {
			msgtype: "m.text",
			body: caption ? `${caption}\n${videoLink(id)}` : videoLink(id),
			[videoMark]: { id, width, height, caption },
		},
	};
}

/** `null`: a message that shares no video; it comes from others, and may hold anything. */
export function sharedOf(content: Record<string, unknown>): Shared | null {
	const shared = content[videoMark];
	if (typeof shared !== "object" || shared === null) return null;
	const { id, width, height, caption } = shared as Record<string, unknown>;
	if (typeof id !== "string" || !idPattern.test(id)) return null;
	const [w, h] = [width, height].map((side) =>
		typeof side === "number" && side > 0 && side < 1e5 ? side : 0,
	);
	// Narrower or wider than any screen would break the chat's.
	const fits = w && h && w / h > 0.3 && w / h < 3.5;
	const words = typeof caption === "string" ? caption.slice(0, captionMost) : "";
	return { id, caption: words, ...(fits ? { width: w, height: h } : { width: 9, height: 16 }) };
}
