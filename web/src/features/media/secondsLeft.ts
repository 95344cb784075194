// How long the rest of an upload takes, by how long the part before took; pure.

/** The first moments say little: buffers swallow what the network has not seen. */
const leastMs = 2_000;
const leastPart = 0.02;

/** `null` while nobody can know, and at the end, when the server has the last word. */
export function secondsLeft(part: number, elapsedMs: number): number | null {
	if (elapsedMs < leastMs || part < leastPart || part >= 1) return null;
	return (elapsedMs / 1000) * ((1 - part) / part);
}
