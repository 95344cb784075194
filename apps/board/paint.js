// From things to pixels. Colours are numbers: each screen has its own for light and dark.
import { side, unpacked, widths } from "./state.js";

const light = {
	paper: "#ffffff",
	grid: "#eceeec",
	inks: ["#16191a", "#0b7a75", "#c2352b", "#c06a00", "#2b7a3f", "#2f62b0", "#7a4bb0"],
};
const dark = {
	paper: "#16191b",
	grid: "#23282a",
	inks: ["#ecefef", "#3cc6bd", "#ff7b70", "#f0ad4e", "#6cc784", "#7fb0f5", "#c39bf0"],
};

/** The colours of a theme. */
export const palette = (isDark) => (isDark ? dark : light);

/** Draws everything on a canvas of any size. @param {HTMLCanvasElement} canvas */
export function paint(canvas, list, colours) {
	const pen = canvas.getContext("2d");
	pen.setTransform(1, 0, 0, 1, 0, 0);
	pen.fillStyle = colours.paper;
	pen.fillRect(0, 0, canvas.width, canvas.height);
	pen.scale(canvas.width / side, canvas.height / side);
	dots(pen, colours.grid);
	for (const one of list) paintOne(pen, one, colours);
}

/** Draws lines over what another canvas of the same size has. @param {HTMLCanvasElement} canvas @param {HTMLCanvasElement} below */
export function paintOver(canvas, below, list, colours) {
	const pen = canvas.getContext("2d");
	pen.setTransform(1, 0, 0, 1, 0, 0);
	pen.drawImage(below, 0, 0);
	pen.scale(canvas.width / side, canvas.height / side);
	for (const one of list) paintOne(pen, one, colours);
}

function dots(pen, colour) {
	pen.fillStyle = colour;
	for (let x = 80; x < side; x += 80) for (let y = 80; y < side; y += 80) pen.fillRect(x - 3, y - 3, 6, 6);
}

function paintOne(pen, one, colours) {
	if (one.text !== undefined) {
		pen.fillStyle = colours.inks[one.colour];
		pen.font = "600 44px system-ui, sans-serif";
		pen.textBaseline = "middle";
		pen.fillText(one.text, one.x, one.y, side - one.x);
		return;
	}
	const path = unpacked(one.points);
	pen.strokeStyle = colours.inks[one.colour];
	pen.lineWidth = widths[one.width] * 2;
	pen.lineCap = "round";
	pen.lineJoin = "round";
	pen.beginPath();
	pen.moveTo(...path[0]);
	if (path.length === 1) pen.lineTo(path[0][0] + 0.1, path[0][1]);
	// Through the middles, so that a quick line is round.
	for (let at = 1; at < path.length - 1; at++) {
		const [x, y] = path[at];
		pen.quadraticCurveTo(x, y, (x + path[at + 1][0]) / 2, (y + path[at + 1][1]) / 2);
	}
	if (path.length > 1) pen.lineTo(...path.at(-1));
	pen.stroke();
}
