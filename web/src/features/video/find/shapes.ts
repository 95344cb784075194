// Sounds as the server tells them, in the shape in which they are shown.
import type { Told } from "@/matrix/causeway";
import { pathOn, personOf, type VideoPerson } from "../shapes";

/** What can be heard in videos. */
export interface Sound {
	id: string;
	/** `null`: it has none. */
	title: string | null;
	author: VideoPerson | null;
	seconds: number;
	videos: number;
	/** The video whose own sound it is. */
	video: string;
	/** Its picture, and a file to hear it by. */
	poster: string | null;
	file: string | null;
}

export const soundOf = (told: Told<"Sound">, origin = location.origin): Sound => ({
	id: told.id,
	title: told.title || null,
	author: personOf(told.author),
	seconds: told.duration_ms / 1000,
	videos: told.videos,
	video: told.of_video,
	poster: pathOn(told.poster, origin),
	file: pathOn(told.mp4, origin),
});
