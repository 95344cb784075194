// The one thing that a media source needs to be told of a file's description; pure.

/**
 * Seconds by which the times in a file are later than they are meant (edit list, ISO/IEC 14496-12 §8.6.6): with pictures
 * that are stored in another order than shown, ffmpeg begins at 80 ms and says so there. Media sources read no edit
 * lists: the picture would begin late, and the sound would be that much ahead of it.
 */
export function lateBy(head: Uint8Array): number {
	const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
	const edits = boxIn(view, ["moov", "trak", "edts", "elst"]);
	const times = boxIn(view, ["moov", "trak", "mdia", "mdhd"]);
	if (!edits || !times) return 0;
	const long = edits.getUint8(0) === 1;
	const size = long ? 20 : 12;
	// The last entry is the film itself; one before it is only a pause.
	const last = 8 + (edits.getUint32(4) - 1) * size;
	if (last < 8 || last + size > edits.byteLength) return 0;
	const begins = long ? Number(edits.getBigInt64(last + 8)) : edits.getInt32(last + 4);
	const each = times.getUint32(times.getUint8(0) === 1 ? 20 : 12);
	return begins > 0 && each > 0 ? begins / each : 0;
}

/** The inside of the first box of that name, inside of others. */
function boxIn(view: DataView, [name, ...names]: string[]): DataView | null {
	for (let at = 0; at + 8 <= view.byteLength; ) {
		const length = view.getUint32(at);
		if (length < 8 || at + length > view.byteLength) return null;
		const type = String.fromCharCode(...[4, 5, 6, 7].map((by) => view.getUint8(at + by)));
		if (type === name) {
			const inside = new DataView(view.buffer, view.byteOffset + at + 8, length - 8);
			return names.length > 0 ? boxIn(inside, names) : inside;
		}
		at += length;
	}
	return null;
}
