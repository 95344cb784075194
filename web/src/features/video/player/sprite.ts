// Small pictures of a video's time line; pure.
import type { Sprite } from "../shapes";

/** Column and row of the picture of a moment. */
export function cellAt({ everyMs, columns }: Sprite, seconds: number): [number, number] {
	const index = Math.max(0, Math.floor((seconds * 1000) / everyMs));
	return [index % columns, Math.floor(index / columns)];
}
