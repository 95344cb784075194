// How long ago something was, as people say it.
import { rightNow } from "./clock";

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
	["year", 31_536_000_000],
	["month", 2_592_000_000],
	["week", 604_800_000],
	["day", 86_400_000],
	["hour", 3_600_000],
	["minute", 60_000],
];

/** "2 hours ago", "yesterday"; below a minute: "now". A clock that is ahead counts as now. */
export function ago(ts: number, language: string, now = rightNow()): string {
	const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
	const past = Math.max(0, now - ts);
	for (const [unit, ms] of steps) if (past >= ms) return format.format(-Math.floor(past / ms), unit);
	return format.format(0, "second");
}
