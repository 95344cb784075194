// Sizes, lengths of time and failures in words.
import type { Translate } from "@/lib/i18n";
import type { MediaFailure } from "@/matrix/media.worker";

/** "3.4 MB", in the language's own numbers. */
export function sizeWords(bytes: number, language: string): string {
	const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
	const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
	return new Intl.NumberFormat(language, {
		style: "unit",
		unit: units[power],
		unitDisplay: power === 0 ? "long" : "short",
		maximumFractionDigits: power > 1 ? 1 : 0,
	}).format(bytes / 1000 ** power);
}

/** "0:14", "1:02:03". */
export function clock(seconds: number): string {
	const whole = Math.max(0, Math.round(seconds));
	const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
	const two = (n: number) => String(n).padStart(2, "0");
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Why something cannot be shown. */
export function failureWords(failure: MediaFailure, t: Translate): string {
	switch (failure) {
		case "gone":
			return t("media.failure.gone");
		case "damaged":
			return t("media.failure.damaged");
		case "huge":
			return t("media.failure.huge");
		case "type":
			return t("media.failure.type");
		case "network":
			return t("media.failure.network");
	}
}
