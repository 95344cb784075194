// Smaller copies of pictures, and their blurred selves (MSC2448).
import { encode } from "blurhash";

/** Something that a canvas can draw, with its size. */
export interface Drawn {
	image: CanvasImageSource;
	width: number;
	height: number;
}

/** A copy whose longer side has at most so many pixels. */
export async function copyOf(
	{ image, width, height }: Drawn,
	longest: number,
	type: "image/jpeg" | "image/webp",
): Promise<{ blob: Blob; width: number; height: number }> {
	const scale = Math.min(1, longest / Math.max(width, height));
	const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
	const canvas = new OffscreenCanvas(w, h);
	const context = contextOf(canvas);
	context.imageSmoothingQuality = "high";
	context.drawImage(image, 0, 0, w, h);
	// Browsers that do not write WebP write PNG instead: transparency stays either way.
	return { blob: await canvas.convertToBlob({ type, quality: 0.86 }), width: w, height: h };
}

/** Twenty-odd characters that say roughly how a picture looks. */
export function blurhashOf({ image, width, height }: Drawn): string {
	const canvas = new OffscreenCanvas(32, 32);
	const context = contextOf(canvas);
	context.drawImage(image, 0, 0, 32, 32);
	const wide = width >= height;
	return encode(context.getImageData(0, 0, 32, 32).data, 32, 32, wide ? 4 : 3, wide ? 3 : 4);
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
	const context = canvas.getContext("2d");
	if (!context) throw new Error("This browser cannot draw");
	return context;
}
