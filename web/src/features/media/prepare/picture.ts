// Makes a picture ready to be sent: without metadata, of a bearable size, with a thumbnail and a blurred self.
import { dimensions, maxPixels } from "@/matrix/mediaTypes";
import { blurhashOf, copyOf, type Drawn } from "./canvas";
import { withoutMetadata } from "./metadata";
import type { Prepared } from "./prepare";

/** Longer side of a picture that is sent as a picture: sharp on any screen; more is for "send as file". */
const longestSide = 2560;
const thumbnailSide = 800;
/** Files below this size are their own thumbnail. */
const smallBytes = 150_000;

/** `null` where the bytes are no picture that can be shown; it can still be sent as a file. */
export async function preparePicture(file: File, type: string): Promise<Prepared | null> {
	const bytes = new Uint8Array(await file.arrayBuffer());
	const size = dimensions(bytes);
	if (size && size.width * size.height > maxPixels) return null;
	const bitmap = await createImageBitmap(file).catch(() => null);
	if (!bitmap) return null;
	try {
		const drawn = { image: bitmap, width: bitmap.width, height: bitmap.height };
		return await ready(file.name, bytes, type, drawn);
	} finally {
		bitmap.close();
	}
}

async function ready(name: string, bytes: Uint8Array<ArrayBuffer>, type: string, drawn: Drawn) {
	const moves = isAnimated(bytes, type);
	const copyType = type === "image/jpeg" ? "image/jpeg" : "image/webp";
	const large = Math.max(drawn.width, drawn.height) > longestSide;
	const original = moves || !large ? originalOf(bytes, type, moves) : null;
	const picture = original
		? { blob: original, width: drawn.width, height: drawn.height }
		: await copyOf(drawn, longestSide, copyType);
	const thumbnail = picture.blob.size > smallBytes ? await copyOf(drawn, thumbnailSide, copyType) : null;
	return {
		msgtype: "m.image",
		name,
		file: picture.blob,
		thumbnail: thumbnail?.blob,
		info: {
			mimetype: picture.blob.type,
			size: picture.blob.size,
			w: picture.width,
			h: picture.height,
			"xyz.amorgan.blurhash": blurhashOf(drawn),
			...(thumbnail && {
				thumbnail_info: {
					mimetype: thumbnail.blob.type,
					size: thumbnail.blob.size,
					w: thumbnail.width,
					h: thumbnail.height,
				},
			}),
		},
	} satisfies Prepared;
}

/** The bytes as they are but for metadata; `null` where they have to be drawn anew to be rid of it. */
function originalOf(bytes: Uint8Array<ArrayBuffer>, type: string, moves: boolean): Blob | null {
	const clean = withoutMetadata(bytes, type);
	// A GIF has no metadata of cameras, and drawing it anew would stop it.
	return clean ?? (moves ? new Blob([bytes], { type }) : null);
}

function isAnimated(bytes: Uint8Array, type: string): boolean {
	if (type === "image/gif") return true;
	const head = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
	return (type === "image/webp" && head.includes("ANIM")) || (type === "image/png" && head.includes("acTL"));
}
