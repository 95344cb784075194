// Lengths of time and failures in words.
import type { Translate } from "@/lib/i18n";
import type { MediaFailure } from "@/matrix/media.worker";

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
