// Pictures that were sent together stand together: each is a message of its own, all are one album to look at.
import type { MatrixEvent } from "matrix-js-sdk";

/** In the content of each picture of an album: the same word. Other clients do not write it. */
export const albumKey = "org.causeway.album";

/** More stand in an album of their own. */
const most = 10;
/** Without the word, pictures that one sender sends so soon after each other are an album as well. */
const soonMs = 10_000;

/** Whether a picture belongs to the album (or to the single picture) before it. */
export function joinsAlbum(before: readonly MatrixEvent[], event: MatrixEvent): boolean {
	const last = before.at(-1);
	if (!last || before.length >= most || last.getSender() !== event.getSender()) return false;
	if (!isPlainPicture(last) || !isPlainPicture(event)) return false;
	const [one, other] = [last.getContent()[albumKey], event.getContent()[albumKey]];
	if (one !== undefined || other !== undefined) return one === other;
	return Math.abs(event.getTs() - last.getTs()) <= soonMs;
}

/** What says something of its own (a caption, an answer, a thread) stands alone. */
function isPlainPicture(event: MatrixEvent): boolean {
	if (event.isRedacted() || event.getType() !== "m.room.message") return false;
	const { msgtype, body, filename, "m.relates_to": relation } = event.getContent();
	if (msgtype !== "m.image" && msgtype !== "m.video") return false;
	const captioned = typeof filename === "string" && filename !== "" && filename !== body;
	const answers =
		relation !== undefined && relation["m.in_reply_to"] !== undefined && relation.rel_type !== "m.thread";
	return !captioned && !answers;
}
