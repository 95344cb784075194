// One line of the list: who, the last words, when, and how much is unread.
import { BellOff, Pin } from "lucide-react";
import { NavLink } from "react-router";
import { useT } from "@/lib/i18n";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import type { RoomSummary } from "@/matrix/rooms";
import { Badge } from "@/ui/Badge";
import { useWhen } from "../when";
import styles from "./ChatRow.module.css";
import { useExcerpt } from "./excerpt";

/** A link to the chat. */
export function ChatRow({ summary }: { summary: RoomSummary }) {
	const t = useT();
	const client = useClient();
	const { shortly } = useWhen();
	const excerpt = useExcerpt(summary);
	const { room, directUserId, unread, highlights, markedUnread, muted, pinned } = summary;
	const name = roomNameOf(client, room, directUserId);
	return (
		<NavLink to={`/chat/${encodeURIComponent(room.roomId)}`} className={styles.row}>
			<RoomAvatar room={room} directUserId={directUserId} />
			<span className={styles.words}>
				<span className={styles.name} dir="auto">
					{name}
				</span>
				<span className={styles.excerpt} dir="auto">
					{excerpt}
				</span>
			</span>
			<span className={styles.end}>
				<time className={styles.time}>{summary.ts > 0 && shortly(summary.ts)}</time>
				<span className={styles.marks}>
					{pinned && <Pin size={14} aria-label={t("chat.pinned")} />}
					{muted && <BellOff size={14} aria-label={t("chat.muted")} />}
					{unread > 0 && <span className="visually-hidden">{t("chat.unreadCount", { count: unread })}</span>}
					<Badge
						count={unread}
						dot={markedUnread}
						kind={highlights > 0 ? "mention" : muted ? "muted" : "accent"}
					/>
				</span>
			</span>
		</NavLink>
	);
}
