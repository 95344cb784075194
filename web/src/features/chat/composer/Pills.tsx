// Behind a field: the same words, unseen, with the names of people as pills.
import { Fragment, type RefObject, useMemo } from "react";
import { mentionRanges } from "../message/mentionRanges";
import type { Written } from "./TextField";
import styles from "./TextField.module.css";

interface PillsProps {
	layer: RefObject<HTMLDivElement | null>;
	written: Written;
}

/** Nothing where nobody is named. Screen readers have the field itself. */
export function Pills({ layer, written: { text, mentions } }: PillsProps) {
	const ranges = useMemo(() => mentionRanges(text, mentions), [text, mentions]);
	if (ranges.length === 0) return null;
	return (
		<div ref={layer} className={styles.layer} dir="auto" aria-hidden>
			{ranges.map(({ start, end, userId }, i) => (
				<Fragment key={start}>
					{text.slice(ranges[i - 1]?.end ?? 0, start)}
					<mark className={styles.pill} data-person={userId}>
						{text.slice(start, end)}
					</mark>
				</Fragment>
			))}
			{/* A line break at the end counts only before something. */}
			{`${text.slice(ranges.at(-1)?.end)}\u200b`}
		</div>
	);
}
