// One picture and one sound for a whole recording, whichever camera they come from: a recorder does not survive another
// track, so that what the camera shows is drawn on a canvas, which is recorded.

/** Of one recording. */
export class Relay {
	/** What is recorded. */
	readonly stream: MediaStream;
	private readonly canvas = document.createElement("canvas");
	private readonly film = document.createElement("video");
	private readonly sound = new AudioContext();
	private readonly heard = this.sound.createMediaStreamDestination();
	private microphone: MediaStreamAudioSourceNode | null = null;
	private ended = false;

	/** The first camera says how large the picture is. */
	constructor(first: MediaStream) {
		const { width = 720, height = 1280 } = first.getVideoTracks()[0]?.getSettings() ?? {};
		Object.assign(this.canvas, { width, height });
		Object.assign(this.film, { muted: true, playsInline: true });
		this.stream = new MediaStream([
			...this.canvas.captureStream().getVideoTracks(),
			...this.heard.stream.getAudioTracks(),
		]);
		this.show(first);
		this.draw();
	}

	/** Another camera, from now on. */
	show(stream: MediaStream): void {
		this.film.srcObject = stream;
		// Interrupted by the next one, or by the end.
		void this.film.play().catch(() => undefined);
		this.microphone?.disconnect();
		this.microphone = stream.getAudioTracks().length > 0 ? this.sound.createMediaStreamSource(stream) : null;
		this.microphone?.connect(this.heard);
		void this.sound.resume();
	}

	/** Nothing is drawn or heard any more. */
	end(): void {
		this.ended = true;
		this.film.srcObject = null;
		for (const track of this.stream.getTracks()) track.stop();
		void this.sound.close();
	}

	/** Each frame of the camera, filling the canvas; another shape loses its edges. */
	private draw(): void {
		if (this.ended) return;
		const { film, canvas } = this;
		const scale = Math.max(canvas.width / film.videoWidth, canvas.height / film.videoHeight);
		if (Number.isFinite(scale)) {
			const [width, height] = [film.videoWidth * scale, film.videoHeight * scale];
			canvas
				.getContext("2d")
				?.drawImage(film, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
		}
		film.requestVideoFrameCallback(() => this.draw());
	}
}
