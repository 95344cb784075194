// What the server tells of reports about videos and of what became of them, made safe to show.

/** What can be decided about something that was reported. */
export const decisions = ["keep", "sensitive", "age", "remove"] as const;

/** What can be reported. */
const kinds = ["video", "comment", "person"] as const;

/** One of the decisions. */
export type Decision = (typeof decisions)[number];

/** A thing of an answer, before it is read. */
export type Told = Record<string, unknown>;

/** A video, as far as the host is shown it. */
export interface ReportedVideo {
	id: string;
	author: string | null;
	caption: string | null;
	/** Of our own server only. */
	poster: string | null;
}

/** What somebody reported. */
export interface VideoReport {
	id: string;
	kind: (typeof kinds)[number];
	/** The video itself, or the one on which the comment stands. */
	video: ReportedVideo | null;
	/** The words of a comment. */
	comment: string | null;
	/** Who is reported, or made what is. */
	userId: string | null;
	reporter: string | null;
	reason: string;
	text: string | null;
	created: number;
	decided: { what: string; by: string | null; at: number; note: string | null } | null;
}

/** What an author says to a decision. */
export interface VideoAppeal {
	id: string;
	video: ReportedVideo | null;
	author: string | null;
	text: string;
	/** Why the video was taken away. */
	reason: string;
	created: number;
}

/** What somebody who runs the server did. */
export interface VideoAct {
	id: string;
	who: string | null;
	what: string;
	/** Reason, note, and what it was about. */
	details: readonly string[];
	reason: string | null;
	at: number;
}

/** Reports are told by number or by name. */
export const idOf = (told: Told): string => String(told.id);

function textOf(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}
const numberOf = (value: unknown): number =>
	typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
const toldOf = (value: unknown): Told | null =>
	typeof value === "object" && value !== null ? (value as Told) : null;
const whoOf = (value: unknown): string | null => textOf(value) ?? textOf(toldOf(value)?.user_id);

function videoOf(value: unknown, origin: string): ReportedVideo | null {
	const video = toldOf(value);
	const id = textOf(value) ?? textOf(video?.id);
	if (!id) return null;
	const poster = textOf(video?.poster) ?? textOf(toldOf(video?.playback)?.poster);
	const url = poster === null ? null : URL.parse(poster, origin);
	return {
		id,
		author: whoOf(video?.author),
		caption: textOf(video?.caption),
		poster: url?.origin === origin ? url.pathname + url.search : null,
	};
}

/** A report. */
export function reportOf(told: Told, origin = location.origin): VideoReport {
	const video = videoOf(told.video, origin);
	const comment = toldOf(told.comment);
	const what = textOf(told.decision);
	const by = whoOf(told.decided_by);
	return {
		id: idOf(told),
		kind: kinds.find((one) => one === told.kind) ?? "person",
		video,
		comment: comment && (textOf(comment.text) ?? ""),
		userId: whoOf(told.person) ?? video?.author ?? null,
		reporter: whoOf(told.reporter),
		reason: textOf(told.reason) ?? "other",
		text: textOf(told.text),
		created: numberOf(told.created_ts),
		decided: what === null ? null : { what, by, at: numberOf(told.decided_ts), note: textOf(told.note) },
	};
}

/** An author's objection. */
export function appealOf(told: Told, origin = location.origin): VideoAppeal {
	const video = videoOf(told.video, origin);
	return {
		id: idOf(told),
		video,
		author: video?.author ?? null,
		text: textOf(told.text) ?? "",
		reason: textOf(told.reason) ?? "other",
		created: numberOf(told.created_ts),
	};
}

/** A line of the log. */
export function actOf(told: Told): VideoAct {
	return {
		id: idOf(told),
		who: whoOf(told.who),
		what: textOf(told.what) ?? "",
		reason: textOf(told.reason),
		details: [textOf(told.note), textOf(told.target)].filter((one) => one !== null),
		at: numberOf(told.ts),
	};
}
