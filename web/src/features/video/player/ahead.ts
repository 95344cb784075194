// How many seconds of which video are fetched ahead: what is skipped was fetched for nothing, what is missing is waited
// for; pure.
import type { Role } from "./ring";

/** Of a video: what it is to the watcher, and the seconds it has in store (0: the watched one cannot run yet; Infinity: all). */
export interface Store {
	role: Role;
	seconds: number;
}

/** A link that carries so many times what a video needs brings the next second at once. */
const quick = 2;
/** The watched one has this before anything is done for the next. */
export const least = 1;
/** Enough of the next one for its first frame. */
const frame = 0.5;

/** Whether a link of `rate` bits a second carries `bitrate` easily; `null`: nobody knows. */
export const isQuick = (rate: number | null, bitrate: number): boolean =>
	rate !== null && rate >= quick * bitrate;

/**
 * Seconds that one of the videos is to have in store now. `watched`: those that were seen of it: who has seen many will
 * see more. In turns, so that nothing takes the room of what is needed first: the watched video's next second, the
 * beginning of the next video, what follows in the watched one.
 */
export function secondsAhead(role: Role, easy: boolean, watched: number, others: readonly Store[]): number {
	const has = (other: Role) => others.find((one) => one.role === other)?.seconds ?? Number.POSITIVE_INFINITY;
	switch (role) {
		case "previous":
			return 0;
		case "next":
			if (has("current") < least) return 0;
			if (easy) return 0.8;
			return has("current") < 4 ? frame : 2;
		case "current":
			if (easy) return Math.min(8, Math.max(1.5, watched / 2));
			// Asked for while the rest of that comes: the way there and back takes its time.
			return has("next") < frame / 2 ? least : 6;
	}
}

/**
 * Whether a video can run without stopping at once: `seconds` of it are here, `left` bytes of the piece that is on its
 * way are not. Where the link hardly carries it, that is waited for, since the next one will be late, too.
 */
export function isEnough(seconds: number, left: number, rate: number | null, bitrate: number): boolean {
	if (isQuick(rate, bitrate) || seconds >= 1.5) return true;
	if (rate === null || rate < 1.3 * bitrate) return false;
	return seconds >= 0.3 + (1.2 * 8 * left) / rate;
}
