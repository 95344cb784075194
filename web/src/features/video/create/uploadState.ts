// The course of one resumable upload (tus 1.0), as a pure machine: what is known, and what is to be done next. It never
// gives up because a link is lost, and never sends from an offset that the server has not told.

/** What is known of it. */
export interface UploadState {
	size: number;
	/** Where the server takes it; `null`: not begun, or forgotten by the server. */
	url: string | null;
	/** How much is on the server's disk; `null`: to be asked. */
	offset: number | null;
	/** How often in a row it broke. */
	breaks: number;
	/** So long is waited before the next step. */
	waitMs: number;
	/** Why it cannot go on. */
	failed: UploadFailure | null;
}

/** What only the person can mend. */
export type UploadFailure = "tooLarge" | "noRoom" | "forbidden" | "signedOut" | "unreadable" | "refused";

/** What is to be done. */
export type UploadStep =
	| { do: "create" }
	| { do: "ask"; url: string }
	| { do: "send"; url: string; offset: number; length: number }
	| { do: "done"; url: string }
	| { do: "fail"; reason: UploadFailure };

/** What came of it. */
export type UploadEvent =
	| { got: "created"; url: string }
	| { got: "offset"; offset: number }
	/** Status 0: no answer. */
	| { got: "broke"; status: number; errcode?: string; retryAfterMs?: number }
	/** The file is not on this device any more, or cannot be read. */
	| { got: "unreadable" };

/** One request's worth: small enough that little is lost, large enough that asking costs nothing. */
const pieceBytes = 6 * 1024 * 1024;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** From the beginning, or from what a former page had come to. */
export function beginUpload(size: number, url: string | null): UploadState {
	// What the former page believed of the offset may be more than what came to be on disk.
	return { size, url, offset: null, breaks: 0, waitMs: 0, failed: null };
}

/** What is to be done now. */
export function nextStep({ size, url, offset, failed }: UploadState): UploadStep {
	if (failed) return { do: "fail", reason: failed };
	if (url === null) return { do: "create" };
	if (offset === null) return { do: "ask", url };
	if (offset >= size) return { do: "done", url };
	return { do: "send", url, offset, length: Math.min(pieceBytes, size - offset) };
}

/** What is known after that. */
export function afterEvent(state: UploadState, event: UploadEvent): UploadState {
	switch (event.got) {
		case "created":
			return { ...state, url: event.url, offset: 0, breaks: 0, waitMs: 0 };
		case "offset":
			return { ...state, offset: event.offset, breaks: 0, waitMs: 0 };
		case "unreadable":
			return { ...state, failed: "unreadable" };
		case "broke":
			return afterBreak(state, event);
	}
}

function afterBreak(state: UploadState, event: Extract<UploadEvent, { got: "broke" }>): UploadState {
	const { status, errcode, retryAfterMs } = event;
	const reason = failureOf(status, errcode);
	if (reason) return { ...state, failed: reason };
	// Expired, or of a server that was set up anew: from the beginning.
	if ((status === 404 || status === 410) && state.url !== null)
		return { ...again(state, retryAfterMs), url: null };
	// The server has other bytes than we thought: nothing is broken, only asked.
	if (status === 409 && state.breaks === 0) return { ...state, offset: null, breaks: 1, waitMs: 0 };
	return again(state, retryAfterMs);
}

function again(state: UploadState, retryAfterMs: number | undefined): UploadState {
	const backoff = Math.min(longestWaitMs, firstWaitMs * 2 ** state.breaks);
	return { ...state, offset: null, breaks: state.breaks + 1, waitMs: Math.max(retryAfterMs ?? 0, backoff) };
}

/** `null`: it may pass by itself. */
function failureOf(status: number, errcode: string | undefined): UploadFailure | null {
	if (status === 413 || errcode === "M_TOO_LARGE") return "tooLarge";
	if (status === 507 || errcode === "M_USER_LIMIT_EXCEEDED" || errcode === "M_RESOURCE_LIMIT_EXCEEDED")
		return "noRoom";
	if (status === 401) return "signedOut";
	if (status === 403) return "forbidden";
	// 460: a piece was damaged on its way; 423: an older request still holds it.
	const passing = [0, 404, 408, 409, 410, 423, 425, 429, 460].includes(status) || status >= 500;
	return passing ? null : "refused";
}

/** A moment of an upload. */
export interface Moment {
	/** Milliseconds of any clock. */
	at: number;
	bytes: number;
}

/** So far back one looks to say how fast it goes. */
const windowMs = 12_000;
const leastMs = 2_000;

/** The moments that still say something, with a new one. */
export function withMoment(moments: readonly Moment[], now: Moment): readonly Moment[] {
	return [...moments.filter(({ at, bytes }) => at >= now.at - windowMs && bytes <= now.bytes), now];
}

/** Seconds until all is sent, at the speed of the last seconds; `null` while nobody can know. */
export function timeLeft(moments: readonly Moment[], size: number): number | null {
	const [first, last] = [moments[0], moments.at(-1)];
	if (!first || !last || last.at - first.at < leastMs || last.bytes <= first.bytes) return null;
	return ((size - last.bytes) * (last.at - first.at)) / (last.bytes - first.bytes) / 1000;
}
