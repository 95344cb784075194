// Parts of a whole, one line each.
import { useLanguage, useT } from "@/lib/i18n";
import styles from "./Numbers.module.css";

interface SharesProps {
	title: string;
	parts: readonly { key: string; label: string; value: number | null }[];
	/** What they are parts of. */
	whole: number;
}

/** A list: it reads as well as it looks. */
export function Shares({ title, parts, whole }: SharesProps) {
	const t = useT();
	const language = useLanguage();
	const percent = new Intl.NumberFormat(language, { style: "percent" });
	return (
		<section className={styles.card}>
			<h2 className={styles.heading}>{title}</h2>
			<ul className={styles.shares}>
				{parts.map(({ key, label, value }) => (
					<li key={key} className={styles.share}>
						<span>{label}</span>
						<span className={styles.shareOf} data-few={value === null || undefined}>
							{value === null ? t("video.numbersKept") : percent.format(value / whole)}
						</span>
						<span className={styles.track} aria-hidden>
							<span
								className={styles.fill}
								style={{ inlineSize: value === null ? 0 : `${(100 * value) / whole}%` }}
							/>
						</span>
					</li>
				))}
			</ul>
			{parts.some(({ value }) => value === null) && (
				<p className={styles.words}>{t("video.numbersKeptWhy")}</p>
			)}
		</section>
	);
}
