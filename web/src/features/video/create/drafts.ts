// Videos that are being made, on this device: the file and all that was chosen, until the video is up.
import { keyValue } from "@/lib/store";
import type { Visibility } from "../api";
import type { Cue } from "./vtt";

/** How far one is. "draft": still being written; its file may go up meanwhile. */
export type Stage = "draft" | "uploading" | "posting" | "processing" | "ready" | "failed";

/** What is written and chosen. */
export interface Choices {
	caption: string;
	visibility: Visibility;
	comments: boolean;
	sensitive: boolean;
	/** Seconds of the part to keep; `null`: all of it. */
	trim: { start: number; end: number } | null;
	/** How fast it plays, as a part of how it was recorded; the trim and the cover are of the recording. */
	speed: Speed;
	/** Seconds at which the cover is; `null`: the server chooses. */
	coverAt: number | null;
	/** What is spoken: a BCP 47 tag; `null`: not told. */
	language: string | null;
	allowDuet: boolean;
	allowStitch: boolean;
	/** Unix milliseconds from which on others see it; `null`: at once. */
	publishAt: number | null;
	cues: readonly Cue[];
	/** Another's video of which this one is made, and how. */
	use: Use | null;
	/** How loud another's sound and its own are, in percent. */
	soundVolume: number;
	originalVolume: number;
}

/** Half, once, twice: what the server makes (`POST videos`). */
export const speeds = [0.5, 1, 2] as const;
export type Speed = (typeof speeds)[number];

/** Another's video in this one; a part of a stitch in seconds. */
export type Use =
	| { kind: "sound" | "duet"; of: string }
	| { kind: "stitch"; of: string; part: { start: number; end: number } };

/** One of them. */
export interface Draft extends Choices {
	id: string;
	/** Unix milliseconds. */
	created: number;
	/** Of the file. */
	size: number;
	seconds: number;
	width: number;
	height: number;
	/** A small picture, for lists. */
	cover: Blob | null;
	stage: Stage;
	/** Where the server takes the file. */
	upload: string | null;
	/** The video that was made of it. */
	videoId: string | null;
	/** Why it failed: a code of `video.reason.…`, or the server's own sentence. */
	reason: string | null;
}

/** What can be chosen, before it is. */
export const firstChoices: Choices = {
	caption: "",
	visibility: "public",
	comments: true,
	sensitive: false,
	trim: null,
	speed: 1,
	coverAt: null,
	language: null,
	allowDuet: true,
	allowStitch: true,
	publishAt: null,
	cues: [],
	use: null,
	soundVolume: 100,
	originalVolume: 100,
};

/** Small: written at every change. */
export const savedDrafts = keyValue<Draft>("video-drafts");
/** Large: written once, and deleted when the server has it. */
export const savedFiles = keyValue<Blob>("video-files");
