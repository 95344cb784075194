// One thread of a chat: what it began with, how many answers, the newest one, and how much of it is unread.
import { type MatrixEvent, NotificationCountType, type Room } from "matrix-js-sdk";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { PersonAvatar, useName } from "@/matrix/people";
import { useChanges } from "@/matrix/react";
import type { ListedThread } from "@/matrix/threads";
import { Badge } from "@/ui/Badge";
import { excerptOf } from "../list/excerpt";
import { useWhen } from "../when";
import styles from "./ThreadList.module.css";

/** Leads to the thread. */
export function ThreadRow({ listed: { thread, newest, ts }, room }: { listed: ListedThread; room: Room }) {
	const t = useT();
	const { shortly } = useWhen();
	useChanges(thread, ["Thread.update", "Thread.newReply"]);
	useChanges(room, ["Room.UnreadNotifications"]);
	const root = thread.rootEvent;
	const sender = root?.getSender() ?? "";
	const name = useName(sender, room);
	const unread = room.getThreadUnreadNotificationCount(thread.id, NotificationCountType.Total);
	const highlights = room.getThreadUnreadNotificationCount(thread.id, NotificationCountType.Highlight);
	return (
		<Link
			className={styles.row}
			to={`/chat/${encodeURIComponent(room.roomId)}/thread/${encodeURIComponent(thread.id)}`}
		>
			<PersonAvatar userId={sender} room={room} size={40} />
			<span className={styles.words}>
				<span className={styles.head}>
					<bdi className={styles.name}>{name}</bdi>
					<time className={styles.faint}>{shortly(ts)}</time>
				</span>
				{root && <Root event={root} />}
				<span className={styles.head}>
					<span className={styles.replies}>
						{t("chat.replies", { count: thread.length })}
						{newest && newest !== root && <Newest event={newest} room={room} />}
					</span>
					{unread > 0 && <span className="visually-hidden">{t("chat.unreadCount", { count: unread })}</span>}
					<Badge count={unread} kind={highlights > 0 ? "mention" : "accent"} />
				</span>
			</span>
		</Link>
	);
}

function Newest({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const name = useName(event.getSender() ?? "", room);
	const words = useWords(event);
	return (
		<span className={styles.newest} dir="auto">
			{t("chat.excerpt.by", { name, words })}
		</span>
	);
}

function Root({ event }: { event: MatrixEvent }) {
	return (
		<span className={styles.root} dir="auto">
			{useWords(event)}
		</span>
	);
}

function useWords(event: MatrixEvent): string {
	useChanges(event, ["Event.decrypted", "Event.replaced", "Event.beforeRedaction"]);
	return excerptOf(event, useT());
}
