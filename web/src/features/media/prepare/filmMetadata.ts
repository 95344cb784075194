// Takes the place, the device and the dates' owner out of an MP4 or MOV (ISO/IEC 14496-12): the boxes with what
// people and phones wrote are renamed to "free" and blanked, so that no other box moves.

/** Boxes of this size are read into memory; a longer index is left alone, and the film is not sent as a film. */
const longestIndex = 64 * 1024 * 1024;

/** The same film without metadata; `null` where it cannot be read; the film itself where it is no MP4. */
export async function filmWithoutMetadata(film: Blob): Promise<Blob | null> {
	const head = await header(film, 0);
	if (head?.name !== "ftyp") return film;
	const parts: Blob[] = [];
	for (let at = 0; at < film.size; ) {
		const box = await header(film, at);
		if (!box || box.size < 8 || at + box.size > film.size) return null;
		const whole = film.slice(at, at + box.size);
		if (box.name === "moov") {
			if (box.size > longestIndex) return null;
			const bytes = new Uint8Array(await whole.arrayBuffer());
			blank(bytes, box.header, bytes.length);
			parts.push(new Blob([bytes]));
		} else if (told.has(box.name)) parts.push(new Blob([freeBox(box.size)]));
		else parts.push(whole);
		at += box.size;
	}
	return new Blob(parts, { type: film.type });
}

/** User data, metadata, and boxes of makers. */
const told = new Set(["udta", "meta", "uuid"]);
/** Boxes that hold boxes with metadata. */
const parents = new Set(["trak", "mdia", "minf"]);

async function header(
	film: Blob,
	at: number,
): Promise<{ name: string; size: number; header: number } | null> {
	const view = new DataView(await film.slice(at, at + 16).arrayBuffer());
	if (view.byteLength < 8) return null;
	const short = view.getUint32(0);
	const name = nameAt(view, 4);
	if (short === 1)
		return view.byteLength < 16 ? null : { name, size: Number(view.getBigUint64(8)), header: 16 };
	return { name, size: short === 0 ? film.size - at : short, header: 8 };
}

function blank(bytes: Uint8Array, from: number, to: number): void {
	const view = new DataView(bytes.buffer);
	for (let at = from; at + 8 <= to; ) {
		const size = view.getUint32(at);
		if (size < 8 || at + size > to) return;
		const name = nameAt(view, at + 4);
		if (told.has(name)) {
			bytes.set(freeName, at + 4);
			bytes.fill(0, at + 8, at + size);
		} else if (parents.has(name)) blank(bytes, at + 8, at + size);
		at += size;
	}
}

const freeName = [0x66, 0x72, 0x65, 0x65];

function freeBox(size: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(size);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, size);
	bytes.set(freeName, 4);
	return bytes;
}

function nameAt(view: DataView, at: number): string {
	return String.fromCharCode(
		view.getUint8(at),
		view.getUint8(at + 1),
		view.getUint8(at + 2),
		view.getUint8(at + 3),
	);
}
