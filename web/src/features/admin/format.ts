// Numbers, sizes and times for the host, in their language.
import { useMemo } from "react";
import { useLanguage } from "@/lib/i18n";
import { sizeWords } from "@/lib/size";

/** Formatters. */
export function useFormat() {
	const language = useLanguage();
	return useMemo(() => {
		const number = new Intl.NumberFormat(language);
		const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
		const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
		return {
			number: (value: number) => number.format(value),
			moment: (ts: number) => moment.format(ts),
			day: (ts: number) => day.format(ts),
			bytes: (value: number) => sizeWords(value, language),
		};
	}, [language]);
}
