// Videos that are being made, on this device: the file and all that was chosen, until the video is up.
import { keyValue } from "@/lib/store";
import type { Visibility } from "../api";

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
	/** Seconds at which the cover is; `null`: the server chooses. */
	coverAt: number | null;
}

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
	coverAt: null,
};

/** Small: written at every change. */
export const savedDrafts = keyValue<Draft>("video-drafts");
/** Large: written once, and deleted when the server has it. */
export const savedFiles = keyValue<Blob>("video-files");
