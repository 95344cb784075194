// The event that asks for a verification in a chat (spec: in-room verification): its own words are for other programs.
import { ShieldQuestion } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import styles from "./VerificationNote.module.css";

/** In place of a message's text. */
export function VerificationNote({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const sender = event.getSender() ?? "";
	const name = useName(sender, room);
	const mine = sender === useClient().getSafeUserId();
	return (
		<span className={styles.note}>
			<ShieldQuestion size={18} strokeWidth={1.75} aria-hidden />
			{mine ? t("trust.note.mine") : t("trust.note.theirs", { name })}
		</span>
	);
}
