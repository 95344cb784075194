// Reads QR codes from pictures: by the browser's own detector where it has one, else by our worker.
import { trustedScript } from "@/lib/trusted";
import type { QrAnswer, QrRequest } from "./qr.worker";
import workerUrl from "./qr.worker?worker&url";

interface Detector {
	detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}
type DetectorClass = {
	new (options: { formats: string[] }): Detector;
	getSupportedFormats(): Promise<string[]>;
};

/** Finer pictures take longer and are read no better. */
const sideMax = 1000;

/** A reader; `close` it when the camera is closed. */
export class QrReader {
	private worker: Worker | undefined;
	private readonly asked = new Map<number, (text: string | null) => void>();
	private next = 0;
	private readonly detector: Promise<Detector | null>;

	/** `bytes`: the codes hold bytes that are no text; the browser's detector would spoil them. */
	constructor(private readonly bytes = false) {
		this.detector = bytes ? Promise.resolve(null) : nativeDetector();
	}

	/** The text of the code in a picture; `null` if there is none. */
	async read(picture: ImageBitmapSource): Promise<string | null> {
		const bitmap = await scaled(picture);
		try {
			const detector = await this.detector;
			if (detector) return (await detector.detect(bitmap))[0]?.rawValue ?? null;
			return await this.ask(pixels(bitmap));
		} finally {
			bitmap.close();
		}
	}

	/** Stops the worker. */
	close(): void {
		this.worker?.terminate();
		for (const answer of this.asked.values()) answer(null);
		this.asked.clear();
	}

	private ask({ width, height, data }: ImageData): Promise<string | null> {
		if (!this.worker) {
			this.worker = new Worker(trustedScript(workerUrl), { type: "module" });
			this.worker.onmessage = ({ data: { id, text } }: MessageEvent<QrAnswer>) => {
				this.asked.get(id)?.(text);
				this.asked.delete(id);
			};
		}
		this.next += 1;
		const request: QrRequest = {
			id: this.next,
			width,
			height,
			data: data as Uint8ClampedArray,
			bytes: this.bytes,
		};
		this.worker.postMessage(request, [data.buffer]);
		return new Promise((resolve) => this.asked.set(request.id, resolve));
	}
}

async function nativeDetector(): Promise<Detector | null> {
	const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	try {
		if (!Native || !(await Native.getSupportedFormats()).includes("qr_code")) return null;
		return new Native({ formats: ["qr_code"] });
	} catch {
		// Chromium without the system's service has the class and nothing behind it.
		return null;
	}
}

async function scaled(picture: ImageBitmapSource): Promise<ImageBitmap> {
	const whole = await createImageBitmap(picture);
	const scale = sideMax / Math.max(whole.width, whole.height);
	if (scale >= 1) return whole;
	const small = await createImageBitmap(whole, {
		resizeWidth: Math.max(1, Math.round(whole.width * scale)),
		resizeHeight: Math.max(1, Math.round(whole.height * scale)),
	});
	whole.close();
	return small;
}

function pixels(bitmap: ImageBitmap): ImageData {
	const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
	const brush = canvas.getContext("2d", { willReadFrequently: true });
	if (!brush) throw new Error("No canvas");
	brush.drawImage(bitmap, 0, 0);
	return brush.getImageData(0, 0, bitmap.width, bitmap.height);
}
