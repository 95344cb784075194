// A list and what is opened from it: side by side on a desktop, one over the other on a phone.
import { type ReactNode, useEffect, useRef, useState } from "react";
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
	const returned = useReturned(open);
	return (
		<div className={styles.panes} data-open={open || undefined} data-returned={returned || undefined}>
			<div className={styles.list}>{list}</div>
			<div className={styles.content}>{open ? <Outlet /> : nothing}</div>
		</div>
	);
}

/** Whether the list is seen again after something was open: then it comes from the other side. */
function useReturned(open: boolean): boolean {
	const [returned, setReturned] = useState(false);
	const before = useRef(open);
	useEffect(() => {
		if (before.current !== open) setReturned(!open);
		before.current = open;
	}, [open]);
	return returned;
}
