// Failures in words.
import type { Translate } from "@/lib/i18n";
import type { MediaFailure } from "@/matrix/media.worker";

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
