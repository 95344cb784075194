// A line that must be seen: what changed, what is wrong, and what to do about it.
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Notice.module.css";

const icons = { info: Info, warning: TriangleAlert, danger: CircleAlert };

/** `action` is a button; announced to screen readers when it appears. */
export function Notice({
	kind = "info",
	children,
	action,
}: {
	kind?: "info" | "warning" | "danger";
	children: ReactNode;
	action?: ReactNode;
}) {
	const Icon = icons[kind];
	return (
		<div className={styles.notice} data-kind={kind} role={kind === "info" ? "status" : "alert"}>
			<Icon size={20} strokeWidth={1.75} aria-hidden />
			<div className={styles.words}>{children}</div>
			{action}
		</div>
	);
}
