// Hours of the day in which nothing is heard.

/** `from` and `to` are minutes after midnight; over midnight if `from` is later. Equal ones: never. */
export function isQuiet(from: number, to: number, now: Date): boolean {
	const minute = now.getHours() * 60 + now.getMinutes();
	return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** 1320 → "22:00", as time fields want it. */
export function clockOf(minutes: number): string {
	return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** "22:00" → 1320; `null` while the field is incomplete. */
export function minutesOf(clock: string): number | null {
	const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(clock) ?? [];
	return hours && minutes ? Number(hours) * 60 + Number(minutes) : null;
}
