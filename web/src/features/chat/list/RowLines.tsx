// The two lines of a chat in the list: its name and the time, its last words and how much is unread.
import { BellOff, Pin } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "@/lib/i18n";
import type { GlanceRow } from "@/matrix/glance";
import { Badge } from "@/ui/Badge";
import { useWhen } from "../when";
import styles from "./ChatRow.module.css";

type Marked = Pick<GlanceRow, "unread" | "highlights" | "markedUnread" | "muted" | "pinned">;

interface RowLinesProps {
	name: string;
	row: Marked & Pick<GlanceRow, "ts">;
	/** The last words. */
	children: ReactNode;
}

/** The same for a chat that the client has and for one that is only remembered. */
export function RowLines({ name, row, children }: RowLinesProps) {
	const { shortly } = useWhen();
	return (
		<span className={styles.words}>
			<span className={styles.line}>
				<bdi className={styles.name}>{name}</bdi>
				<time className={styles.time}>{row.ts > 0 && shortly(row.ts)}</time>
			</span>
			<span className={styles.line}>
				{children}
				<Marks {...row} />
			</span>
		</span>
	);
}

/** A mention is louder than a message, and a muted chat says little. */
function Marks({ unread, highlights, markedUnread, muted, pinned }: Marked) {
	const t = useT();
	return (
		<span className={styles.marks}>
			{pinned && <Pin size={14} aria-label={t("chat.pinned")} />}
			{muted && <BellOff size={14} aria-label={t("chat.muted")} />}
			{unread > 0 && <span className="visually-hidden">{t("chat.unreadCount", { count: unread })}</span>}
			{markedUnread && unread === 0 && <span className="visually-hidden">{t("chat.markedUnread")}</span>}
			<Badge
				count={unread}
				dot={markedUnread}
				kind={highlights > 0 ? "mention" : muted ? "muted" : "accent"}
			/>
		</span>
	);
}
