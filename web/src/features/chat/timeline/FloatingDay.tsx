// The day of what is on top, while somebody scrolls.
import { type RefObject, useEffect, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { useWhen } from "../when";
import styles from "./Timeline.module.css";
import type { Entry } from "./withUnsent";

/** It stays a moment after the scrolling. */
const lingerMs = 900;

interface FloatingDayProps {
	list: RefObject<VirtualizerHandle | null>;
	entries: readonly Entry[];
	scrolling: boolean;
}

/** Decoration: the days stand in the timeline too. */
export function FloatingDay({ list, entries, scrolling }: FloatingDayProps) {
	const { dayName } = useWhen();
	const [shown, setShown] = useState(false);
	const [ts, setTs] = useState<number | null>(null);
	useEffect(() => {
		if (!scrolling) {
			const timer = setTimeout(() => setShown(false), lingerMs);
			return () => clearTimeout(timer);
		}
		const look = () => {
			const found = dayOnTop(list.current, entries);
			setTs(found);
			setShown(found !== null);
			frame = requestAnimationFrame(look);
		};
		let frame = requestAnimationFrame(look);
		return () => cancelAnimationFrame(frame);
	}, [list, entries, scrolling]);
	return (
		<div className={styles.floating} data-shown={shown || undefined} aria-hidden>
			{ts !== null && <span>{dayName(ts)}</span>}
		</div>
	);
}

/** `null` where the day's own line is in view at the top already. */
function dayOnTop(list: VirtualizerHandle | null, entries: readonly Entry[]): number | null {
	if (!list) return null;
	const top = list.findItemIndex(list.scrollOffset + 8);
	if (entries[top]?.kind === "day") return null;
	for (let i = Math.min(top, entries.length - 1); i >= 0; i -= 1) {
		const entry = entries[i];
		if (entry?.kind === "day") return new Date(entry.ts).setHours(0, 0, 0, 0);
	}
	return null;
}
