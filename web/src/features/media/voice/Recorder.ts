// Records a voice note: sound from the microphone, and how loud it is while it runs.
import { levelOf } from "./waveform";

/** What was recorded. */
export interface Recording {
	blob: Blob;
	seconds: number;
	/** 0 to 1, ten a second. */
	levels: number[];
}

/** Why there is no recording. */
export type RecordProblem = "denied" | "noMicrophone" | "unsupported" | "inUse";

const tickMs = 100;
/** A voice note is not a lecture. */
export const longestSeconds = 15 * 60;
/** Opus where the browser writes it, AAC on Safari. */
const types = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

/** One recording; `start`, then `stop` or `cancel`. */
export class Recorder {
	readonly levels: number[] = [];
	private readonly chunks: Blob[] = [];
	private readonly samples = new Float32Array(1024);
	private timer = 0;
	private begun = 0;

	private constructor(
		private readonly stream: MediaStream,
		private readonly recorder: MediaRecorder,
		private readonly context: AudioContext,
		private readonly analyser: AnalyserNode,
		private readonly ticked: () => void,
	) {
		recorder.ondataavailable = ({ data }) => this.chunks.push(data);
	}

	/** Asks for the microphone and starts; throws a [`RecordProblem`]. `ticked` is called with every new level. */
	static async start(ticked: () => void): Promise<Recorder> {
		if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices) throw "unsupported" as RecordProblem;
		const stream = await navigator.mediaDevices
			.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
			.catch((error: DOMException) => {
				throw problemOf(error);
			});
		const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
		const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
		const context = new AudioContext();
		const analyser = context.createAnalyser();
		analyser.fftSize = 1024;
		context.createMediaStreamSource(stream).connect(analyser);
		const made = new Recorder(stream, recorder, context, analyser, ticked);
		made.run();
		return made;
	}

	/** Seconds so far. */
	get seconds(): number {
		return (performance.now() - this.begun) / 1000;
	}

	/** Ends; the recording, when its last bytes are there. */
	async stop(): Promise<Recording> {
		const seconds = this.seconds;
		clearInterval(this.timer);
		if (this.recorder.state !== "inactive") {
			const stopped = new Promise((resolve) =>
				this.recorder.addEventListener("stop", resolve, { once: true }),
			);
			this.recorder.stop();
			await stopped;
		}
		this.letGo();
		const type = this.recorder.mimeType.split(";")[0] ?? "audio/webm";
		return { blob: new Blob(this.chunks, { type }), seconds, levels: this.levels };
	}

	/** Ends, and nothing of it is kept. */
	cancel(): void {
		clearInterval(this.timer);
		if (this.recorder.state !== "inactive") this.recorder.stop();
		this.letGo();
	}

	private run(): void {
		this.begun = performance.now();
		this.recorder.start(1000);
		this.timer = window.setInterval(() => {
			this.analyser.getFloatTimeDomainData(this.samples);
			this.levels.push(levelOf(this.samples));
			this.ticked();
		}, tickMs);
	}

	/** The microphone's light goes out. */
	private letGo(): void {
		for (const track of this.stream.getTracks()) track.stop();
		void this.context.close();
	}
}

function problemOf(error: DOMException): RecordProblem {
	if (error.name === "NotAllowedError" || error.name === "SecurityError") return "denied";
	return error.name === "NotFoundError" ? "noMicrophone" : "inUse";
}
