// The list of chats as it was, while the client starts: to be read, and to choose the chat that is opened first.

import type { GlanceRow } from "@/matrix/glance";
import { useAvatarUrl } from "@/matrix/media";
import { Avatar } from "@/ui/Avatar";
import styles from "./ChatRow.module.css";
import { RowLines } from "./RowLines";

interface GlanceListProps {
	rows: readonly GlanceRow[];
	/** The chat that is being opened. */
	openId: string | null;
	onOpen: (path: string) => void;
}

/** The same lines as the list's own, in the same places. */
export function GlanceList({ rows, openId, onOpen }: GlanceListProps) {
	return (
		<div className={styles.glance}>
			{rows.map((row) => {
				const path = `/chat/${encodeURIComponent(row.roomId)}`;
				return (
					<a
						key={row.roomId}
						href={path}
						className={styles.row}
						aria-current={row.roomId === openId ? "page" : undefined}
						draggable={false}
						onClick={(press) => {
							if (press.ctrlKey || press.metaKey || press.shiftKey) return;
							press.preventDefault();
							onOpen(path);
						}}
					>
						<GlancePicture row={row} />
						<RowLines name={row.name} row={row}>
							<span className={styles.excerpt}>
								<span dir="auto">{row.words}</span>
							</span>
						</RowLines>
					</a>
				);
			})}
		</div>
	);
}

/** The picture of a chat that is only known by its line. */
export function GlancePicture({ row, size }: { row: GlanceRow; size?: number }) {
	const src = useAvatarUrl(row.picture, size);
	return (
		<Avatar
			id={row.directUserId ?? row.roomId}
			name={row.name}
			src={src}
			size={size}
			square={!row.directUserId}
		/>
	);
}
