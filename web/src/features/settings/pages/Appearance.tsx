// Theme, text size with a preview, language.
import { languages, type MessageId, useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { Choice } from "@/ui/Choice";
import { Group } from "@/ui/List";
import styles from "../Settings.module.css";

const themes = ["system", "light", "dark"] as const;
/** In their own words, whatever is shown now. */
const ownNames = { en: "English", "zh-Hans": "简体中文" } as const;

/** The page. */
export function Appearance() {
	const t = useT();
	const { theme, language } = useSettings();
	return (
		<>
			<Group title={t("settings.appearance.theme")}>
				<Choice
					label={t("settings.appearance.theme")}
					value={theme}
					onChange={(value) => choose({ theme: value })}
					options={themes.map((value) => ({
						value,
						label: t(`settings.appearance.theme.${value}` as MessageId),
					}))}
				/>
			</Group>
			<TextSize />
			<Group title={t("settings.appearance.language")}>
				<Choice
					label={t("settings.appearance.language")}
					value={language ?? "browser"}
					onChange={(value) => choose({ language: value === "browser" ? null : value })}
					options={[
						{ value: "browser", label: t("settings.appearance.language.browser") },
						...languages.map((value) => ({ value, label: ownNames[value] })),
					]}
				/>
			</Group>
		</>
	);
}

function TextSize() {
	const t = useT();
	const { textScale } = useSettings();
	return (
		<Group title={t("settings.appearance.size")}>
			<div className={styles.preview} aria-hidden>
				<span className={styles.theirs}>{t("settings.appearance.sample1")}</span>
				<span className={styles.mine}>{t("settings.appearance.sample2")}</span>
			</div>
			<div className={styles.slider}>
				<span className={styles.small} aria-hidden>
					A
				</span>
				<input
					type="range"
					min={0.9}
					max={1.3}
					step={0.05}
					value={textScale}
					aria-label={t("settings.appearance.size")}
					aria-valuetext={`${Math.round(textScale * 100)} %`}
					onChange={(event) => choose({ textScale: Number(event.target.value) })}
				/>
				<span className={styles.large} aria-hidden>
					A
				</span>
			</div>
		</Group>
	);
}
