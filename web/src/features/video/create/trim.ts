// The part of a film that is kept; pure.

/** Seconds. */
export interface Part {
	start: number;
	end: number;
}

/** Shorter is no film. */
const least = 1;

/** Moves one end; the other gives way where the part would be too short or longer than the host takes. */
export function trimmed(
	{ start, end }: Part,
	which: "start" | "end",
	to: number,
	seconds: number,
	most: number,
): Part | null {
	const longest = Math.min(most, seconds);
	const shortest = Math.min(least, seconds);
	let part: Part;
	if (which === "start") {
		const from = Math.max(0, Math.min(to, seconds - shortest));
		part = { start: from, end: Math.min(seconds, Math.max(from + shortest, Math.min(end, from + longest))) };
	} else {
		const until = Math.min(seconds, Math.max(to, shortest));
		part = { start: Math.max(0, Math.min(until - shortest, Math.max(start, until - longest))), end: until };
	}
	return part.start === 0 && part.end === seconds ? null : part;
}
