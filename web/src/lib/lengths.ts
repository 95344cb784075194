// Lengths of time in words.

/** "0:14", "1:02:03". */
export function clock(seconds: number): string {
	const whole = Math.max(0, Math.round(seconds));
	const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
	const two = (n: number) => String(n).padStart(2, "0");
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "45 sec", "2 min": a time that is only guessed, never too short. */
export function timeWords(seconds: number, language: string): string {
	const [unit, count] =
		seconds <= 55
			? (["second", Math.max(5, Math.ceil(seconds / 5) * 5)] as const)
			: seconds < 3600
				? (["minute", Math.ceil(seconds / 60)] as const)
				: (["hour", Math.ceil(seconds / 3600)] as const);
	return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count);
}
