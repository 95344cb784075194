// From a picture to a sticker: the square in its middle, 512 pixels, on the server.
import type { MatrixClient } from "matrix-js-sdk";
import { dimensions, maxPixels } from "@/matrix/mediaTypes";
import type { Json } from "../content";
import { sniffed } from "../prepare/prepare";

const side = 512;

/** `null` where the file is no picture that this browser can draw. */
export async function makeSticker(
	client: MatrixClient,
	file: Blob,
): Promise<{ url: string; info: Json } | null> {
	const type = await sniffed(file);
	const bytes = new Uint8Array(await file.arrayBuffer());
	const size = dimensions(bytes);
	if (!type.startsWith("image/") || !size || size.width * size.height > maxPixels) return null;
	// Moving ones stay as they are, while they are small.
	if (type === "image/gif" && bytes.length < 1_000_000)
		return uploaded(client, file.slice(0, file.size, type), size);
	const bitmap = await createImageBitmap(file).catch(() => null);
	if (!bitmap) return null;
	try {
		return await uploaded(client, await squared(bitmap), { width: side, height: side });
	} finally {
		bitmap.close();
	}
}

/** What is over at the longer side is cut off at both ends. */
async function squared(bitmap: ImageBitmap): Promise<Blob> {
	const canvas = new OffscreenCanvas(side, side);
	const context = canvas.getContext("2d");
	if (!context) throw new Error("This browser cannot draw");
	context.imageSmoothingQuality = "high";
	const cut = Math.min(bitmap.width, bitmap.height);
	const [x, y] = [(bitmap.width - cut) / 2, (bitmap.height - cut) / 2];
	context.drawImage(bitmap, x, y, cut, cut, 0, 0, side, side);
	return canvas.convertToBlob({ type: "image/webp", quality: 0.9 });
}

async function uploaded(
	client: MatrixClient,
	blob: Blob,
	{ width, height }: { width: number; height: number },
) {
	const { content_uri: url } = await client.uploadContent(blob, { includeFilename: false, type: blob.type });
	return { url, info: { mimetype: blob.type, size: blob.size, w: width, h: height } };
}
