// Lengths of time in the largest unit that is whole, as people say them.
import { useCallback } from "react";
import { useLanguage } from "@/lib/i18n";

const units = [
	["day", 86_400_000],
	["hour", 3_600_000],
	["minute", 60_000],
	["second", 1000],
	["millisecond", 1],
] as const;

/** "3 hours", "3小时". */
export function spanWords(ms: number, language: string): string {
	const [unit, size] = units.find(([, size]) => ms >= size) ?? (["millisecond", 1] as const);
	return new Intl.NumberFormat(language, {
		style: "unit",
		unit,
		unitDisplay: "long",
		maximumFractionDigits: 0,
	}).format(Math.floor(Math.max(0, ms) / size));
}

/** In the language of the app. */
export function useSpan(): (ms: number) => string {
	const language = useLanguage();
	return useCallback((ms) => spanWords(ms, language), [language]);
}
