// All numbers by day, for reading one by one and for screen readers.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { useDayWords } from "./DayBars";
import styles from "./Numbers.module.css";
import type { Counted, DayNumbers } from "./shapes";
import { countedLabels } from "./words";

interface DayTableProps {
	days: readonly DayNumbers[];
	kinds: readonly Counted[];
}

/** Behind a button: the newest day first. */
export function DayTable({ days, kinds }: DayTableProps) {
	const t = useT();
	const words = useDayWords();
	const [isOpen, setOpen] = useState(false);
	return (
		<div className={styles.byDay}>
			<Button small aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
				{t(isOpen ? "video.numbersHideTable" : "video.numbersTable")}
			</Button>
			{isOpen && (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
				<section className={styles.scroll} tabIndex={0} aria-label={t("video.numbersTable")}>
					<table className={styles.table}>
						<thead>
							<tr>
								<th scope="col">{t("video.numbersDay")}</th>
								{kinds.map((kind) => (
									<th key={kind} scope="col">
										{t(countedLabels[kind])}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{days.toReversed().map((day) => (
								<tr key={day.from}>
									<th scope="row">{words(day.from)}</th>
									{kinds.map((kind) => (
										<td key={kind} data-few={day[kind] === null || undefined}>
											{day[kind] ?? t("video.numbersFewShort")}
										</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</section>
			)}
		</div>
	);
}
