// How far a message of my own has come.
import { Check, CheckCheck, CircleAlert, Clock } from "lucide-react";
import { useT } from "@/lib/i18n";
import styles from "./Message.module.css";

/** On its way; the server has it; somebody has read it; it could not be sent. */
export type TickState = "pending" | "sent" | "read" | "failed";

const icons = { pending: Clock, sent: Check, read: CheckCheck, failed: CircleAlert };

/** A sign that says in words what it means. */
export function Tick({ state }: { state: TickState }) {
	const t = useT();
	const Icon = icons[state];
	return (
		<Icon
			size={state === "pending" ? 12 : 15}
			strokeWidth={2}
			className={styles.tick}
			data-state={state}
			role="img"
			aria-label={t(`chat.tick.${state}`)}
		/>
	);
}
