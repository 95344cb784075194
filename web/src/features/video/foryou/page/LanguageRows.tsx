// In which languages videos may be.
import { useLanguage, useT } from "@/lib/i18n";
import { Group, SwitchRow } from "@/ui/List";
import type { FeedState } from "../Core";
import { languageName } from "../reasonWords";

interface LanguageRowsProps {
	state: FeedState;
	onChange: (languages: readonly string[]) => void;
}

/** Nothing where all speak alike. */
export function LanguageRows({ state: { languages, settings }, onChange }: LanguageRowsProps) {
	const t = useT();
	const language = useLanguage();
	const all = [...new Set([...languages, ...settings.languages])];
	if (all.length < 2) return null;
	const chosen = settings.languages.length === 0 ? all : settings.languages;
	const set = (one: string, on: boolean) => {
		const now = on ? [...chosen, one] : chosen.filter((other) => other !== one);
		// All, or none, is no choice.
		onChange(now.length === all.length ? [] : now);
	};
	return (
		<Group title={t("video.feed.languages")} remark={t("video.feed.languagesRemark")}>
			{all.map((one) => (
				<SwitchRow
					key={one}
					label={languageName(one, language)}
					isSelected={chosen.includes(one)}
					onChange={(on) => set(one, on)}
				/>
			))}
		</Group>
	);
}
