// Which bytes of a file come next; pure.
import type { Piece, Track } from "./playlist";

/** How far a file was read: the piece, and the next byte. */
export interface Cursor {
	piece: number;
	at: number;
}

/** Bytes `from` to the one before `to`, of one piece. `fresh`: not what follows what was read before. */
export interface Span extends Cursor {
	to: number;
	fresh: boolean;
}

/** Seconds that may lie between what a playlist says and what a file holds. */
const slack = 0.15;
/** Less is not asked for: a question costs, too. Half a second of most pictures, a second of sound. */
const leastBytes = ({ from, to }: Piece): number => Math.min(48_000, Math.max(16_000, (to - from) / 4));

/** Seconds from `time` on without a gap; ranges as in `buffered`. */
export function storedFrom(time: number, ranges: readonly (readonly [number, number])[]): number {
	let end = time;
	for (const [from, to] of ranges) if (from <= end + slack && to > end) end = to;
	return end - time;
}

/**
 * What is to be fetched so that the file is here from `time` to `until`, of which `stored` seconds are; `null`: nothing
 * more. `whole`: whole pieces only.
 */
export function nextSpan(
	{ pieces }: Track,
	cursor: Cursor | null,
	{ time, stored, until, whole }: { time: number; stored: number; until: number; whole: boolean },
): Span | null {
	const end = time + stored;
	if (end >= until) return null;
	const follows = cursor !== null && isFollowed(pieces, cursor, end, stored > 0);
	const number = follows ? cursor.piece : pieceAt(pieces, end);
	const piece = pieces[number];
	// Read to its end.
	if (!piece) return null;
	const at = follows ? Math.max(cursor.at, piece.from) : piece.from;
	const share = whole ? 1 : (until - piece.start) / (piece.end - piece.start || 1);
	const least = leastBytes(piece);
	const enough = Math.max(at + least, piece.from + share * (piece.to - piece.from));
	const to = enough > piece.to - least / 2 ? piece.to : Math.ceil(enough);
	return { piece: number, at, to, fresh: !follows };
}

/** Where reading goes on after a span, of which the bytes up to `at` came. */
export function cursorAfter({ pieces }: Track, { piece }: Span, at: number): Cursor {
	return at >= (pieces[piece]?.to ?? 0) ? { piece: piece + 1, at } : { piece, at };
}

/** Whether what is missing at `end` is what the cursor stands before. */
function isFollowed(pieces: readonly Piece[], { piece }: Cursor, end: number, stored: boolean): boolean {
	// A piece may hold a little less than its playlist says: after it comes the next, and not it again.
	const first = pieces[stored ? Math.max(0, piece - 1) : piece] ?? pieces.at(-1);
	const last = pieces[piece] ?? pieces.at(-1);
	return first !== undefined && last !== undefined && end >= first.start - slack && end <= last.end + slack;
}

function pieceAt(pieces: readonly Piece[], time: number): number {
	const found = pieces.findIndex(({ end }) => time + slack < end);
	return found < 0 ? pieces.length : found;
}
