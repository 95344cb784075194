// An empty place: one line about what belongs here, and the one action that fills it.
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Empty.module.css";

/** `action` is a button. */
export function Empty({
	icon: Icon,
	children,
	action,
}: {
	icon: LucideIcon;
	children: ReactNode;
	action?: ReactNode;
}) {
	return (
		<div className={styles.empty}>
			<span className={styles.sign}>
				<Icon size={30} strokeWidth={1.5} aria-hidden />
			</span>
			<p>{children}</p>
			{action}
		</div>
	);
}
