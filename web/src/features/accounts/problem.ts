// What went wrong with signing in or joining, in words.
import type { Translate } from "@/lib/i18n";
import { RequestError } from "@/matrix/http";

/** A sentence for the person. */
export function problemOf(error: unknown, t: Translate): string {
	if (!(error instanceof RequestError)) return t("accounts.problem.unknown");
	switch (error.errcode) {
		case "M_USER_IN_USE":
			return t("accounts.problem.taken");
		case "M_INVALID_USERNAME":
		case "M_EXCLUSIVE":
			return t("accounts.problem.name");
		case "M_WEAK_PASSWORD":
			return t("accounts.problem.weak");
		case "M_FORBIDDEN":
			return t("accounts.problem.wrong");
		case "M_UNAUTHORIZED":
			return t("accounts.problem.token");
		case "M_USER_DEACTIVATED":
			return t("accounts.problem.gone");
		case "M_LIMIT_EXCEEDED":
			return t("accounts.problem.slow", { seconds: Math.ceil((error.retryAfterMs ?? 5000) / 1000) });
		default:
			return error.status === 0 ? t("accounts.problem.offline") : t("accounts.problem.unknown");
	}
}
