// Which of a video's qualities it starts with: what the link carries and the screen can show; pure.

/** One quality: its short edge in pixels, and bits a second. */
export interface Rung {
	edge: number;
	bitrate: number;
}

/** What is known of the link and the screen. */
export interface Conditions {
	/** Bits a second that were measured before; `null`: nothing is known. */
	estimate: number | null;
	/** Short edge of the player in device pixels. */
	edge: number;
	/** The person or the link asks for little: Save-Data, or a 2G or 3G link. */
	saving: boolean;
}

/** Of a measured link so much is counted on. */
const share = 0.7;
const edgeUnknown = 480;
const edgeSaving = 360;
/** More than this nobody sees on a phone. */
const edgeMost = 1080;

/** The index of the rung to start with; 0 where there is none to choose. */
export function startRung(rungs: readonly Rung[], { estimate, edge, saving }: Conditions): number {
	const cap = saving ? edgeSaving : Math.min(edge, estimate === null ? edgeUnknown : edgeMost);
	const carried = saving || estimate === null ? Number.POSITIVE_INFINITY : estimate * share;
	// Of two encodings of one size the one with fewer bits comes last: it is the better codec, and this browser decodes it.
	const order = rungs
		.map((rung, index) => ({ ...rung, index }))
		.sort((a, b) => a.edge - b.edge || b.bitrate - a.bitrate);
	// A screen between two rungs is served by the larger one.
	const enough = Math.min(...order.filter((rung) => rung.edge >= cap).map((rung) => rung.edge));
	const limit = saving || estimate === null ? cap : enough;
	const fitting = order.filter((rung) => rung.edge <= limit && rung.bitrate <= carried);
	return (fitting.at(-1) ?? order[0])?.index ?? 0;
}
