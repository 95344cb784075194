// The camera: a picture to look at, and a recording that can pause and go on.

/** Why there is no picture. */
export type CameraProblem = "denied" | "noCamera" | "inUse" | "unsupported";

/** Which way it looks. */
export type Facing = "user" | "environment";

/** MP4 where the browser writes it, so that the server may copy it; WebM elsewhere. */
const types = [
	"video/mp4;codecs=avc1.640028,mp4a.40.2",
	"video/mp4",
	"video/webm;codecs=vp9,opus",
	"video/webm;codecs=vp8,opus",
	"video/webm",
];

/** Enough for 1080p, which the server makes smaller. */
const bitsPerSecond = 6_000_000;

/** Opens camera and microphone; throws a [`CameraProblem`]. */
export async function openCamera(facing: Facing): Promise<MediaStream> {
	if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices) throw "unsupported" as CameraProblem;
	try {
		return await navigator.mediaDevices.getUserMedia({
			video: {
				facingMode: facing,
				width: { ideal: 1080 },
				height: { ideal: 1920 },
				frameRate: { ideal: 30 },
			},
			audio: { echoCancellation: true, noiseSuppression: true },
		});
	} catch (error) {
		throw problemOf(error as DOMException);
	}
}

function problemOf({ name }: DOMException): CameraProblem {
	if (name === "NotAllowedError" || name === "SecurityError") return "denied";
	return name === "NotFoundError" || name === "OverconstrainedError" ? "noCamera" : "inUse";
}

/** Whether there is more than one camera; known once one was allowed. */
export async function canTurn(): Promise<boolean> {
	const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
	return all.filter(({ kind }) => kind === "videoinput").length > 1;
}

/** The camera's light goes out. */
export function closeCamera(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}

/** One recording. */
export class FilmRecorder {
	private readonly pieces: Blob[] = [];
	private readonly recorder: MediaRecorder;
	/** Milliseconds that are recorded, without the present run. */
	private before = 0;
	private since: number | null = null;

	constructor(stream: MediaStream) {
		const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
		this.recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: bitsPerSecond });
		this.recorder.ondataavailable = ({ data }) => this.pieces.push(data);
	}

	/** Begins, or goes on. */
	run(): void {
		if (this.recorder.state === "inactive") this.recorder.start(1000);
		else this.recorder.resume();
		this.since = performance.now();
	}

	/** Rests until it is to go on. */
	pause(): void {
		if (this.recorder.state !== "recording") return;
		this.before = this.seconds * 1000;
		this.since = null;
		this.recorder.pause();
	}

	/** How long it is. */
	get seconds(): number {
		return (this.before + (this.since === null ? 0 : performance.now() - this.since)) / 1000;
	}

	/** Ends; the film, when its last bytes are there. */
	async stop(): Promise<Blob> {
		if (this.recorder.state !== "inactive") {
			const stopped = new Promise((resolve) =>
				this.recorder.addEventListener("stop", resolve, { once: true }),
			);
			this.recorder.stop();
			await stopped;
		}
		this.since = null;
		return new Blob(this.pieces, { type: this.recorder.mimeType.split(";")[0] ?? "video/webm" });
	}

	/** Ends, and nothing of it is kept. */
	cancel(): void {
		if (this.recorder.state !== "inactive") this.recorder.stop();
	}
}
