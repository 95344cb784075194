// Under the first message of a thread: how many answers, the newest one, and whether any of it is unread.
import { MessagesSquare } from "lucide-react";
import { type MatrixEvent, NotificationCountType, type Room, type Thread } from "matrix-js-sdk";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { Badge } from "@/ui/Badge";
import { useChat } from "../Chat";
import { excerptOf } from "../list/excerpt";
import styles from "./Message.module.css";

/** Nothing where there is no thread, and inside of one. */
export function ThreadSummary({ event, room }: { event: MatrixEvent; room: Room }) {
	const { threadId } = useChat();
	useChanges(event, ["Thread.new", "Thread.update"]);
	const thread = room.getThread(event.getId() ?? "");
	return thread && threadId === null ? <Summary thread={thread} room={room} /> : null;
}

function Summary({ thread, room }: { thread: Thread; room: Room }) {
	const t = useT();
	const client = useClient();
	useChanges(thread, ["Thread.update", "Thread.newReply", "Thread.delete"]);
	useChanges(room, ["Room.UnreadNotifications"]);
	if (thread.length === 0) return null;
	const last = thread.replyToEvent;
	const unread = room.getThreadUnreadNotificationCount(thread.id, NotificationCountType.Total);
	const highlights = room.getThreadUnreadNotificationCount(thread.id, NotificationCountType.Highlight);
	return (
		<Link
			className={styles.thread}
			to={`/chat/${encodeURIComponent(room.roomId)}/thread/${encodeURIComponent(thread.id)}`}
		>
			<MessagesSquare size={16} strokeWidth={1.75} aria-hidden />
			<span>{t("chat.replies", { count: thread.length })}</span>
			<span className={styles.threadWords} dir="auto">
				{last &&
					t("chat.excerpt.by", {
						name: nameOf(client, last.getSender() ?? "", room),
						words: excerptOf(last, t),
					})}
			</span>
			<Badge count={unread} kind={highlights > 0 ? "mention" : "accent"} />
		</Link>
	);
}
