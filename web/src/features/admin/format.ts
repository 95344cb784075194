// Numbers, sizes and times for the host, in their language.
import { useMemo } from "react";
import { useLanguage } from "@/lib/i18n";

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
			bytes: (value: number) => bytes(value, language),
		};
	}, [language]);
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** 1.5 GB. */
export function bytes(value: number, language: string): string {
	const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
	const format = {
		style: "unit",
		unit: units[step],
		unitDisplay: "short",
		maximumFractionDigits: 1,
	} as const;
	return new Intl.NumberFormat(language, format).format(value / 1000 ** step);
}
