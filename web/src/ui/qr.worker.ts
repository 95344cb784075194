// Finds a QR code in a picture, away from the page: a frame takes some tens of milliseconds.
import { decodeQR } from "qr/decode.js";

/** A picture's pixels, four bytes each. */
export interface QrRequest {
	id: number;
	width: number;
	height: number;
	data: Uint8ClampedArray;
	/** The code holds bytes: the answer has one character for each. */
	bytes: boolean;
}

/** `text` is `null` where there is no code. */
export interface QrAnswer {
	id: number;
	text: string | null;
}

self.onmessage = ({ data: picture }: MessageEvent<QrRequest>) => {
	self.postMessage({ id: picture.id, text: read(picture) } satisfies QrAnswer);
};

function read(picture: QrRequest): string | null {
	try {
		const textDecoder = picture.bytes
			? (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
			: undefined;
		return decodeQR(picture, { textDecoder }) || null;
	} catch {
		// The library's way to say that it found none.
		return null;
	}
}
