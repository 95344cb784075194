// Takes out of a picture what its sender did not mean to tell: where it was taken, when, with which device. The
// pixels stay as they are; the way it has to be turned stays too.

/** The same picture without metadata, or `null` where it cannot be read. */
export function withoutMetadata(bytes: Uint8Array<ArrayBuffer>, type: string): Blob | null {
	try {
		switch (type) {
			case "image/jpeg":
				return new Blob(jpeg(bytes), { type });
			case "image/png":
				return new Blob(png(bytes), { type });
			case "image/webp":
				return new Blob(webp(bytes), { type });
			default:
				return null;
		}
	} catch {
		// Shorter or otherwise made than its own lengths say.
		return null;
	}
}

type Part = Uint8Array<ArrayBuffer>;
const viewOf = (bytes: Part) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const asciiAt = (bytes: Part, at: number, length: number) =>
	String.fromCharCode(...bytes.subarray(at, at + length));

/** JPEG (ITU T.81, annex B): only segments that are needed to draw it, and nothing after its end. */
function jpeg(bytes: Part): Part[] {
	const view = viewOf(bytes);
	const parts: Part[] = [bytes.slice(0, 2)];
	let at = 2;
	for (;;) {
		const { marker, start } = nextMarker(view, at);
		if (marker === 0xd9) return [...parts, Uint8Array.of(0xff, 0xd9)];
		const end = start + 2 + view.getUint16(start + 2);
		if (end > bytes.length) throw new RangeError("A segment longer than the file");
		const segment = bytes.slice(start, end);
		if (marker === 0xe1) {
			const orientation = orientationOf(segment);
			if (orientation > 1) parts.push(orientationSegment(orientation));
		} else if (isNeeded(marker, segment)) parts.push(segment);
		at = end;
		if (marker === 0xda) {
			const after = endOfScan(bytes, end);
			parts.push(bytes.slice(end, after));
			at = after;
		}
	}
}

function nextMarker(view: DataView, from: number): { marker: number; start: number } {
	let start = from;
	if (view.getUint8(start) !== 0xff) throw new RangeError("No marker");
	while (view.getUint8(start + 1) === 0xff) start += 1;
	return { marker: view.getUint8(start + 1), start };
}

/** Tables, frames and scans; of the applications' own: JFIF, colour profiles, Adobe's colour transform. */
function isNeeded(marker: number, segment: Part): boolean {
	if (marker === 0xfe) return false;
	if (marker < 0xe0 || marker > 0xef) return true;
	return (
		(marker === 0xe0 && asciiAt(segment, 4, 4) === "JFIF") ||
		(marker === 0xe2 && asciiAt(segment, 4, 11) === "ICC_PROFILE") ||
		(marker === 0xee && asciiAt(segment, 4, 5) === "Adobe")
	);
}

/** Within a scan, 0xff is followed by 0 or a restart marker; anything else ends it. */
function endOfScan(bytes: Part, from: number): number {
	for (let at = from; at < bytes.length - 1; at++) {
		if (bytes[at] !== 0xff) continue;
		const next = bytes[at + 1] ?? 0;
		if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
	}
	throw new RangeError("A scan without end");
}

/** Exif's tag 0x0112, 1 to 8; 1 where there is none. */
function orientationOf(segment: Part): number {
	if (asciiAt(segment, 4, 4) !== "Exif") return 1;
	const view = viewOf(segment);
	const tiff = 10;
	const little = view.getUint16(tiff) === 0x4949;
	const directory = tiff + view.getUint32(tiff + 4, little);
	const count = view.getUint16(directory, little);
	for (let i = 0; i < count; i++) {
		const entry = directory + 2 + i * 12;
		if (entry + 10 > segment.length) return 1;
		if (view.getUint16(entry, little) === 0x0112) return Math.min(view.getUint16(entry + 8, little), 8);
	}
	return 1;
}

/** An Exif segment that holds the orientation alone. */
function orientationSegment(orientation: number): Part {
	return Uint8Array.from([
		...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0],
		...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1],
		...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
		...[0, 0, 0, 0],
	]);
}

const pngNeeded = new Set(
	"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split(" "),
);

/** PNG (W3C PNG 3, section 5): its chunks without words, times and Exif. */
function png(bytes: Part): Part[] {
	const view = viewOf(bytes);
	const parts: Part[] = [bytes.slice(0, 8)];
	for (let at = 8; ; ) {
		const end = at + 12 + view.getUint32(at);
		if (end > bytes.length) throw new RangeError("A chunk longer than the file");
		const name = asciiAt(bytes, at + 4, 4);
		if (pngNeeded.has(name)) parts.push(bytes.slice(at, end));
		if (name === "IEND") return parts;
		at = end;
	}
}

/** WebP (RFC 9649): its chunks without Exif and XMP, and the header that no longer announces them. */
function webp(bytes: Part): Part[] {
	const view = viewOf(bytes);
	const whole = Math.min(8 + view.getUint32(4, true), bytes.length);
	const parts: Part[] = [];
	for (let at = 12; at + 8 <= whole; ) {
		const length = view.getUint32(at + 4, true);
		const end = at + 8 + length + (length % 2);
		if (at + 8 + length > whole) throw new RangeError("A chunk longer than the file");
		const name = asciiAt(bytes, at, 4);
		const chunk = bytes.slice(at, end);
		if (name === "VP8X") chunk[8] = (chunk[8] ?? 0) & ~0x0c;
		if (name !== "EXIF" && name !== "XMP ") parts.push(chunk);
		at = end;
	}
	const header = bytes.slice(0, 12);
	const length = parts.reduce((sum, part) => sum + part.length, 4);
	viewOf(header).setUint32(4, length, true);
	return [header, ...parts];
}
