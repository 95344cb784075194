// A list and what is opened from it: side by side on a desktop, one over the other on a phone.
import type { ReactNode } from "react";
import { Outlet, useOutlet } from "react-router";
import styles from "./Panes.module.css";

interface PanesProps {
	list: ReactNode;
	/** What the second pane shows while nothing is open (desktop only). */
	nothing?: ReactNode;
}

/** The second pane is the route's child. */
export function Panes({ list, nothing }: PanesProps) {
	const open = useOutlet() !== null;
	return (
		<div className={styles.panes} data-open={open || undefined}>
			<div className={styles.list}>{list}</div>
			<div className={styles.content}>{open ? <Outlet /> : nothing}</div>
		</div>
	);
}
