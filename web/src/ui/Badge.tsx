// A small number on something: unread messages.
import styles from "./Badge.module.css";

/** 99 and more are shown as 99+. Nothing for 0, unless `dot` asks for a dot without a number. */
export function Badge({
	count,
	kind = "accent",
	dot,
}: {
	count: number;
	kind?: "accent" | "mention" | "muted";
	dot?: boolean;
}) {
	if (count === 0 && !dot) return null;
	return (
		<span className={styles.badge} data-kind={kind} data-dot={(count === 0 && dot) || undefined} aria-hidden>
			{kind === "mention" && "@ "}
			{count > 99 ? "99+" : count > 0 ? count : ""}
		</span>
	);
}
