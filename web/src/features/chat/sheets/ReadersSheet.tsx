// Who has read a message of mine, and who has not yet.
import type { MatrixEvent } from "matrix-js-sdk";
import { VList } from "virtua";
import { useT } from "@/lib/i18n";
import { useAllMembers } from "@/matrix/members";
import { useChanges, useClient } from "@/matrix/react";
import { readersOf } from "@/matrix/receipts";
import { Dialog } from "@/ui/Dialog";
import { useChat } from "../Chat";
import { useWhen } from "../when";
import { PersonRow } from "./PersonRow";
import styles from "./Sheets.module.css";

/** Fills itself as receipts arrive. */
export function ReadersSheet({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const { room } = useChat();
	const { shortly } = useWhen();
	useAllMembers(room);
	useChanges(room, ["Room.receipt"]);
	const readers = readersOf(room, event);
	const known = new Set([...readers.map((one) => one.userId), client.getUserId()]);
	const others = room.getJoinedMembers().filter((member) => !known.has(member.userId));
	const rows = readers.length + others.length + Number(others.length > 0);
	return (
		<Dialog title={t("chat.action.readers")} isOpen onClose={onClose}>
			<VList
				tabIndex={0}
				role="group"
				aria-label={t("chat.action.readers")}
				className={styles.many ?? ""}
				style={{ height: `min(${40 + rows * 48}px, 60dvh)` }}
			>
				<h3 className={styles.title}>{t("chat.readBy", { count: readers.length })}</h3>
				{readers.map((reader) => (
					<PersonRow key={reader.userId} userId={reader.userId} room={room} value={shortly(reader.ts)} />
				))}
				{others.length > 0 && (
					<h3 className={styles.title}>{t("chat.notReadBy", { count: others.length })}</h3>
				)}
				{others.map((member) => (
					<PersonRow key={member.userId} userId={member.userId} room={room} value={null} />
				))}
			</VList>
		</Dialog>
	);
}
