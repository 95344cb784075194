// Tags and sounds as the server tells them, made safe to show.
import { pathOn, personOf, recordOf, sizeOf, stringOf, userIdOf, type VideoPerson } from "../shapes";

/** A tag, without its sign. */
export interface Tag {
	tag: string;
	videos: number;
}

/** What can be heard in videos. */
export interface Sound {
	id: string;
	/** `null`: it has none. */
	title: string | null;
	author: VideoPerson | null;
	seconds: number;
	videos: number;
	/** The video whose own sound it is. */
	video: string | null;
	/** Its picture. */
	poster: string | null;
}

/** `null`: no tag. */
export function tagOf(answer: Record<string, unknown>): Tag | null {
	const tag = stringOf(answer.tag);
	return tag === null ? null : { tag, videos: sizeOf(answer.videos) };
}

/** `null`: no sound. */
export function soundOf(answer: Record<string, unknown>, origin = location.origin): Sound | null {
	const id = stringOf(answer.id);
	if (!id) return null;
	const author = recordOf(answer.author) ?? {};
	const userId = userIdOf(answer.author);
	const video = recordOf(answer.of_video);
	return {
		id,
		title: stringOf(answer.title),
		author: userId ? personOf(author, userId) : null,
		seconds: sizeOf(answer.duration_ms) / 1000,
		videos: sizeOf(answer.videos),
		video: stringOf(answer.of_video) ?? stringOf(video?.id),
		poster: pathOn(answer.poster ?? video?.poster, origin),
	};
}
