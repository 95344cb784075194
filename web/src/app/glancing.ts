// Keeps the beginning of the list of chats for the next page (matrix/glance.ts): wired here, as its words come from the chats.
import { type MatrixClient, RoomEvent } from "matrix-js-sdk";
import type { IntlShape } from "react-intl";
import { lineOf } from "@/features/chat/list/excerpt";
import { worthChips } from "@/features/chat/list/folders";
import { language, settings, subscribe } from "@/lib/settings";
import { type GlanceRow, keepGlance } from "@/matrix/glance";
import { roomNameOf, roomPicture } from "@/matrix/people";
import { type RoomSummary, roomListOf } from "@/matrix/rooms";
import { type Session, savedSession } from "@/matrix/session";
import { loadWords } from "./messages";

/** More than a high screen shows. */
const rowsMax = 24;
/** A burst of changes is written once. */
const settleMs = 1_500;

/** Begins when the client has started. */
export function beginGlancing(client: MatrixClient, session: Session): void {
	const list = roomListOf(client);
	let written = "";
	let timer: ReturnType<typeof setTimeout> | undefined;
	const write = async () => {
		clearTimeout(timer);
		timer = undefined;
		const words = await loadWords(language());
		const now = glanceOf(client, session, words);
		const text = JSON.stringify(now);
		// Whoever has signed out leaves nothing behind.
		if (text === written || (await savedSession())?.deviceId !== session.deviceId) return;
		written = text;
		await keepGlance(now);
	};
	// Storage denied or full: the next page begins with an empty frame.
	const writeNow = () => void write().catch(() => undefined);
	const writeSoon = () => {
		timer ??= setTimeout(writeNow, settleMs);
	};
	list.subscribe(writeSoon);
	subscribe(writeNow);
	// A chat that was left is not shown again.
	client.on(RoomEvent.MyMembership, (_room, membership) => membership !== "join" && writeNow());
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "hidden") writeNow();
	});
	writeSoon();
}

function glanceOf(client: MatrixClient, { userId, deviceId }: Session, words: IntlShape) {
	const { joined, unreadChats } = roomListOf(client).read();
	const shown = joined.filter((one) => !one.archived && one.room.getMyMembership() === "join");
	return {
		userId,
		deviceId,
		language: words.locale,
		chips: worthChips(joined),
		unreadChats,
		rows: shown.slice(0, rowsMax).map((one) => rowOf(client, one, words)),
	};
}

function rowOf(client: MatrixClient, summary: RoomSummary, words: IntlShape): GlanceRow {
	const { room, roomId, directUserId, last, encrypted, ts, unread, highlights } = summary;
	// What was said in an encrypted chat is kept in the clear only where the person lets it be (the search index).
	const tellable = last?.getType() !== "m.room.encrypted" && (!encrypted || settings().searchIndex);
	return {
		roomId,
		directUserId,
		name: roomNameOf(client, room, directUserId),
		picture: roomPicture(room, directUserId),
		words: tellable ? lineOf(client, summary, (id, values) => words.formatMessage({ id }, values)) : "",
		ts,
		unread,
		highlights,
		markedUnread: summary.markedUnread,
		muted: summary.muted,
		pinned: summary.pinned,
	};
}
