// What the server refused, in words: by error code, never by the server's English.
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk";
import type { MessageId, Translate } from "@/lib/i18n";
import { RequestError } from "./http";

/** Words for codes that mean something particular in one place. */
export type Meanings = Partial<Record<string, MessageId>>;

const meanings: Record<string, MessageId> = {
	M_FORBIDDEN: "rooms.problem.forbidden",
	M_NOT_FOUND: "rooms.problem.gone",
	M_UNKNOWN_TOKEN: "rooms.problem.signedOut",
	M_USER_DEACTIVATED: "rooms.problem.deactivated",
	M_ROOM_IN_USE: "rooms.problem.addressTaken",
	M_TOO_LARGE: "rooms.problem.tooLarge",
	M_UNRECOGNIZED: "rooms.problem.notHere",
};

/** A sentence for the person; `own` comes before what a code means elsewhere. */
export function problemOf(error: unknown, t: Translate, own: Meanings = {}): string {
	const { code, status, wait } = read(error);
	if (code === "M_LIMIT_EXCEEDED")
		return t("rooms.problem.slow", { seconds: Math.ceil((wait ?? 5000) / 1000) });
	const id = own[code] ?? meanings[code];
	if (id) return t(id);
	return t(status === 0 ? "rooms.problem.offline" : "rooms.problem.unknown");
}

function read(error: unknown): { code: string; status: number; wait: number | undefined } {
	if (error instanceof RequestError)
		return { code: error.errcode, status: error.status, wait: error.retryAfterMs };
	if (error instanceof MatrixError)
		return {
			code: error.errcode ?? "",
			status: error.httpStatus ?? 500,
			wait: typeof error.data?.retry_after_ms === "number" ? error.data.retry_after_ms : undefined,
		};
	if (error instanceof HTTPError) return { code: "", status: error.httpStatus ?? 500, wait: undefined };
	return { code: "", status: error instanceof ConnectionError ? 0 : 500, wait: undefined };
}
