// Pictures, drawn by the browser: landscapes for chats, faces for people. Nobody's photograph, nobody's rights.

/** @typedef {{bytes: Uint8Array, width: number, height: number, type: string}} Drawing */

/**
 * Draws on a canvas in a page.
 * @param {import("playwright-core").Page} page
 * @param {"dawn" | "harbour" | "forest" | "night" | "market"} scene
 * @param {number} width @param {number} height
 * @returns {Promise<Drawing>}
 */
export async function landscape(page, scene, width = 1200, height = 900) {
	const base64 = await page.evaluate(paint, { scene, width, height });
	return { bytes: Buffer.from(base64, "base64"), width, height, type: "image/jpeg" };
}

/** A round-cornered drawing for a person or a group. @param {import("playwright-core").Page} page @param {string} sign @param {number} hue @returns {Promise<Drawing>} */
export async function face(page, sign, hue) {
	const base64 = await page.evaluate(paintFace, { sign, hue });
	return { bytes: Buffer.from(base64, "base64"), width: 256, height: 256, type: "image/jpeg" };
}

/** Runs in the page. @param {{scene: string, width: number, height: number}} wish */
async function paint({ scene, width, height }) {
	const canvas = new OffscreenCanvas(width, height);
	const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
	/** Sky above, sky below, far hills, near hills, water. @type {Record<string, string[]>} */
	const palettes = {
		dawn: ["#274b7a", "#f7b28b", "#8d6a86", "#54405f", "#d98f7a"],
		harbour: ["#5fb0d8", "#e8f4f4", "#7fa7a0", "#3f6f6a", "#2e8a96"],
		forest: ["#9fc9d8", "#eef3dc", "#6f9a6b", "#2f5d43", "#4f8f8b"],
		night: ["#0b1530", "#3b4a7a", "#1c2747", "#0e1630", "#27406b"],
		market: ["#f5c26b", "#fff1d6", "#c9774b", "#8a4a34", "#d9a066"],
	};
	const [top, low, far, near, water] = /** @type {[string, string, string, string, string]} */ (
		palettes[scene]
	);
	const horizon = height * 0.62;
	const sky = pen.createLinearGradient(0, 0, 0, horizon);
	sky.addColorStop(0, top);
	sky.addColorStop(1, low);
	pen.fillStyle = sky;
	pen.fillRect(0, 0, width, height);
	const glow = pen.createRadialGradient(
		width * 0.68,
		horizon * 0.62,
		5,
		width * 0.68,
		horizon * 0.62,
		height * 0.3,
	);
	glow.addColorStop(0, "rgba(255,250,225,.95)");
	glow.addColorStop(0.12, "rgba(255,245,205,.75)");
	glow.addColorStop(1, "rgba(255,245,205,0)");
	pen.fillStyle = glow;
	pen.fillRect(0, 0, width, height);
	const ridge = (
		/** @type {string} */ colour,
		/** @type {number} */ base,
		/** @type {number} */ swing,
		/** @type {number} */ seed,
	) => {
		pen.fillStyle = colour;
		pen.beginPath();
		pen.moveTo(0, height);
		for (let x = 0; x <= width; x += 6) {
			const a = (x / width) * Math.PI * 2;
			pen.lineTo(
				x,
				base -
					swing *
						(Math.sin(a * 1.3 + seed) + 0.5 * Math.sin(a * 3.7 + seed * 2) + 0.18 * Math.sin(a * 13 + seed)),
			);
		}
		pen.lineTo(width, height);
		pen.fill();
	};
	ridge(far, horizon - height * 0.02, height * 0.06, 1.2);
	const sea = pen.createLinearGradient(0, horizon, 0, height);
	sea.addColorStop(0, low);
	sea.addColorStop(0.25, water);
	sea.addColorStop(1, near);
	pen.fillStyle = sea;
	pen.fillRect(0, horizon, width, height - horizon);
	pen.globalAlpha = 0.25;
	pen.fillStyle = "#fff";
	for (let i = 0; i < 160; i++) {
		const y = horizon + ((i * 37) % 100) * (height - horizon) * 0.01;
		const long = 12 + ((i * 53) % 60) * (1 + (y - horizon) / height);
		pen.fillRect((i * 197) % width, y, long, 2);
	}
	pen.globalAlpha = 1;
	ridge(near, height * 0.95, height * 0.07, 4.1);
	// Boats.
	for (const [at, size] of [
		[0.22, 1],
		[0.4, 0.55],
		[0.83, 0.75],
	]) {
		const x = width * /** @type {number} */ (at);
		const s = height * 0.1 * /** @type {number} */ (size);
		const y = horizon + s * 0.9;
		pen.fillStyle = "#fbfaf6";
		pen.beginPath();
		pen.moveTo(x, y - s * 1.5);
		pen.lineTo(x + s * 0.75, y);
		pen.lineTo(x, y);
		pen.fill();
		pen.fillStyle = near;
		pen.beginPath();
		pen.moveTo(x - s * 0.6, y + 3);
		pen.lineTo(x + s * 0.9, y + 3);
		pen.lineTo(x + s * 0.6, y + s * 0.3);
		pen.lineTo(x - s * 0.35, y + s * 0.3);
		pen.fill();
	}
	const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.86 });
	let text = "";
	for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
	return btoa(text);
}

/** Runs in the page. @param {{sign: string, hue: number}} wish */
async function paintFace({ sign, hue }) {
	const canvas = new OffscreenCanvas(256, 256);
	const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
	const ground = pen.createLinearGradient(0, 0, 256, 256);
	ground.addColorStop(0, `hsl(${hue} 70% 82%)`);
	ground.addColorStop(1, `hsl(${hue + 40} 55% 62%)`);
	pen.fillStyle = ground;
	pen.fillRect(0, 0, 256, 256);
	pen.font = "150px 'Noto Color Emoji'";
	pen.textAlign = "center";
	pen.textBaseline = "middle";
	pen.fillText(sign, 128, 140);
	const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
	let text = "";
	for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
	return btoa(text);
}

/** A hum that swells, as a WAV file: what a voice note could sound like. @param {number} seconds */
export function hum(seconds) {
	const rate = 16_000;
	const samples = rate * seconds;
	const wav = Buffer.alloc(44 + samples * 2);
	wav.write("RIFF", 0);
	wav.writeUInt32LE(36 + samples * 2, 4);
	wav.write("WAVEfmt ", 8);
	wav.writeUInt32LE(16, 16);
	wav.writeUInt16LE(1, 20);
	wav.writeUInt16LE(1, 22);
	wav.writeUInt32LE(rate, 24);
	wav.writeUInt32LE(rate * 2, 28);
	wav.writeUInt16LE(2, 32);
	wav.writeUInt16LE(16, 34);
	wav.write("data", 36);
	wav.writeUInt32LE(samples * 2, 40);
	for (let i = 0; i < samples; i++) {
		const loud = loudness(i / samples);
		wav.writeInt16LE(
			Math.round(loud * 12_000 * Math.sin((i / rate) * Math.PI * 2 * (160 + 60 * loud))),
			44 + i * 2,
		);
	}
	return wav;
}

/** As loud as somebody who speaks. @param {number} at 0 to 1 */
const loudness = (at) => Math.abs(Math.sin(at * 19) * Math.sin(at * 7 + 1) * 0.8) + 0.1;

/** The waveform of `hum`, as MSC1767 has it. */
export const humWaveform = Array.from({ length: 60 }, (_, i) => Math.round(loudness(i / 60) * 1024));
