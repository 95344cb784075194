// What media is, told from its first bytes: a claim in a message is only a claim.

/** Pictures with more pixels are not decoded: 64 million are 256 MB of memory. */
export const maxPixels = 64_000_000;

const signatures: readonly (readonly [type: string, offset: number, bytes: readonly number[]])[] = [
	["image/png", 0, [0x89, 0x50, 0x4e, 0x47]],
	["image/jpeg", 0, [0xff, 0xd8, 0xff]],
	["image/gif", 0, [0x47, 0x49, 0x46, 0x38]],
	["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
	["image/avif", 4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69]],
	["audio/mp4", 4, [0x66, 0x74, 0x79, 0x70, 0x4d, 0x34, 0x41]],
	["audio/wav", 8, [0x57, 0x41, 0x56, 0x45]],
	["audio/ogg", 0, [0x4f, 0x67, 0x67, 0x53]],
	["audio/mpeg", 0, [0x49, 0x44, 0x33]],
	["audio/mpeg", 0, [0xff, 0xfb]],
	["audio/flac", 0, [0x66, 0x4c, 0x61, 0x43]],
	["video/webm", 0, [0x1a, 0x45, 0xdf, 0xa3]],
	["video/mp4", 4, [0x66, 0x74, 0x79, 0x70]],
];

/** Types of a container that holds either sound or pictures: there the claim decides. */
const soundOf: Record<string, string> = { "video/webm": "audio/webm", "video/mp4": "audio/mp4" };

/**
 * The type under which bytes may be shown in our own origin. What is not a known picture, sound or film becomes
 * application/octet-stream, which a browser only saves: HTML and SVG would run scripts as us.
 */
export function allowedType(head: Uint8Array, claimed = ""): string {
	for (const [type, offset, bytes] of signatures) {
		if (bytes.every((byte, i) => head[offset + i] === byte)) {
			const sound = soundOf[type];
			return sound && claimed.startsWith("audio/") ? sound : type;
		}
	}
	return "application/octet-stream";
}

/** Width and height of a PNG, GIF, WebP, JPEG or AVIF, from its header; `null` where it does not say. */
export function dimensions(bytes: Uint8Array): { width: number; height: number } | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		const size = read(allowedType(bytes), view);
		return size && size.width > 0 && size.height > 0 ? size : null;
	} catch {
		// Shorter than its header says.
		return null;
	}
}

interface Size {
	width: number;
	height: number;
}

function read(type: string, view: DataView): Size | null {
	switch (type) {
		case "image/png":
			return { width: view.getUint32(16), height: view.getUint32(20) };
		case "image/gif":
			return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
		case "image/webp":
			return webp(view);
		case "image/jpeg":
			return jpeg(view);
		case "image/avif":
			return avif(view);
		default:
			return null;
	}
}

function webp(view: DataView): Size | null {
	const kind = String.fromCharCode(
		view.getUint8(12),
		view.getUint8(13),
		view.getUint8(14),
		view.getUint8(15),
	);
	if (kind === "VP8X") {
		const part = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
		return { width: part(24), height: part(27) };
	}
	if (kind === "VP8L") {
		const bits = view.getUint32(21, true);
		return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
	}
	return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** Walks the segments up to the frame header (SOF). */
function jpeg(view: DataView): Size | null {
	let at = 2;
	while (view.getUint8(at) === 0xff) {
		const marker = view.getUint8(at + 1);
		// Any number of 0xff may stand before a marker.
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
		if (frame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
		at += 2 + view.getUint16(at + 2);
	}
	return null;
}

/** The largest of the "ispe" boxes (ISO/IEC 23008-12, 6.5.3): one for each item, tiles included. */
function avif(view: DataView): Size | null {
	let largest: Size | null = null;
	const end = Math.min(view.byteLength - 16, avifHeader);
	for (let at = 4; at < end; at++) {
		if (view.getUint32(at) !== 0x69737065) continue;
		const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
		if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
	}
	return largest;
}

/** The boxes with the sizes stand before the picture itself. */
const avifHeader = 64 * 1024;
