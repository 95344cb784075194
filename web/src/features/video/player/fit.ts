// How a picture of any shape stands on a screen of another: filling it where little is cut off, else whole; pure.

/** Width and height. */
export interface Size {
	width: number;
	height: number;
}

/** Of a picture no more than this is cut off so that it fills the screen. */
const mostCut = 0.22;

/** "cover": fills the screen; "contain": all of it is seen. */
export function fitOf(picture: Size, box: Size): "cover" | "contain" {
	if (box.width <= 0 || box.height <= 0) return "cover";
	const ratio = picture.width / picture.height / (box.width / box.height);
	const cut = 1 - Math.min(ratio, 1 / ratio);
	return cut <= mostCut ? "cover" : "contain";
}

/** What the buttons beside the picture need on each side. */
const edgeWidth = 88;

/** The width in which the picture is seen, and whether the buttons have room beside it. */
export function frameOf(picture: Size, box: Size): { width: number; roomy: boolean } {
	if (fitOf(picture, box) === "cover") return { width: box.width, roomy: false };
	const width = Math.min(box.width, (box.height * picture.width) / picture.height);
	// Words under a picture that is very narrow need some width all the same.
	const least = Math.min(box.width, 360);
	const frame = Math.max(width, least);
	return { width: frame, roomy: box.width - frame >= 2 * edgeWidth };
}
