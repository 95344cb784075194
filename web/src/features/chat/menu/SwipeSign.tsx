// What a swipe is about to do, shown in the place that the row leaves free.
import type { LucideIcon } from "lucide-react";
import styles from "./SwipeSign.module.css";

/** In a row with a position; it moves with the row. */
export function SwipeSign({ icon: Icon, towards }: { icon: LucideIcon; towards: 1 | -1 }) {
	return (
		<span className={styles.sign} data-towards={towards} aria-hidden>
			<Icon size={20} strokeWidth={1.75} />
		</span>
	);
}
