// Times and days as people say them.
import { rightNow, useClockOff } from "@/lib/clock";
import { useLanguage } from "@/lib/i18n";

const day = 86_400_000;

/** How many midnights lie between two moments. */
export function daysBetween(earlier: number, later: number): number {
	const midnight = (ts: number) => new Date(ts).setHours(0, 0, 0, 0);
	return Math.round((midnight(later) - midnight(earlier)) / day);
}

/** Making a formatter takes longer than drawing a message: one set for each language. */
const made = new Map<string, ReturnType<typeof formatters>>();

/** Formatters in the person's language. */
export function useWhen() {
	const language = useLanguage();
	// "Today" is said anew when the clock turns out to be wrong.
	useClockOff();
	const known = made.get(language) ?? formatters(language);
	made.set(language, known);
	return known;
}

/** `time`: 9:41; `dayName`: Today, Monday, 3 May 2024; `shortly`: the shortest of both that is clear; `fully`: both. */
export function formatters(language: string) {
	const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
	const weekday = new Intl.DateTimeFormat(language, { weekday: "long" });
	const weekdayShort = new Intl.DateTimeFormat(language, { weekday: "short" });
	const date = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
	const dateYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
	const dateShortYear = new Intl.DateTimeFormat(language, {
		day: "numeric",
		month: "numeric",
		year: "numeric",
	});
	const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });
	const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
	const capital = (text: string) => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
	return {
		time: (ts: number) => clock.format(ts),
		fully: (ts: number) => full.format(ts),
		dayName: (ts: number, now = rightNow()) => {
			const days = daysBetween(ts, now);
			if (days === 0 || days === 1) return capital(relative.format(-days, "day"));
			return days > 1 && days < 7 ? weekday.format(ts) : dateYear.format(ts);
		},
		shortly: (ts: number, now = rightNow()) => {
			const days = daysBetween(ts, now);
			if (days <= 0) return clock.format(ts);
			if (days === 1) return capital(relative.format(-1, "day"));
			if (days < 7) return weekdayShort.format(ts);
			return new Date(ts).getFullYear() === new Date(now).getFullYear()
				? date.format(ts)
				: dateShortYear.format(ts);
		},
	};
}
