// A bar a day, from zero. Days with too few views to be told have a mark of their own: not known is not none.
import { useMemo } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { countWords } from "../counts";
import styles from "./Numbers.module.css";
import { type Counted, type DayNumbers, roundUp } from "./shapes";

interface DayBarsProps {
	days: readonly DayNumbers[];
	what: Counted;
	/** What is shown, in words; the values are in the table. */
	label: string;
}

/** The picture of one kind of number. */
export function DayBars({ days, what, label }: DayBarsProps) {
	const t = useT();
	const language = useLanguage();
	const words = useDayWords();
	const top = roundUp(Math.max(0, ...days.map((day) => day[what] ?? 0)));
	const [first, last] = [days[0], days.at(-1)];
	const hidden = days.some((day) => day[what] === null);
	return (
		<figure className={styles.chart}>
			<div className={styles.plot} role="img" aria-label={label}>
				<span className={styles.top}>{countWords(top, language)}</span>
				<div className={styles.bars}>
					{days.map((day) => {
						const value = day[what];
						const height = value === null ? 0 : (100 * value) / top;
						return (
							<span
								key={day.from}
								className={styles.bar}
								data-few={value === null || undefined}
								title={`${words(day.from)}: ${value === null ? t("video.numbersFew") : value}`}
								style={{ blockSize: value === null ? undefined : `${height}%` }}
							/>
						);
					})}
				</div>
			</div>
			<div className={styles.ends} aria-hidden>
				<span>{first && words(first.from)}</span>
				<span>{last && words(last.from)}</span>
			</div>
			{hidden && (
				<figcaption className={styles.legend}>
					<span className={styles.fewMark} aria-hidden />
					{t("video.numbersFewDay")}
				</figcaption>
			)}
		</figure>
	);
}

/** Days as they are said; the server counts in UTC. */
export function useDayWords(): (from: number) => string {
	const language = useLanguage();
	return useMemo(() => {
		const format = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: "UTC" });
		return (from) => format.format(from);
	}, [language]);
}
