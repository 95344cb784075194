// The sound of a new message: two short soft tones, made here, so that there is no file to load.

const tones = [
	{ hertz: 660, at: 0 },
	{ hertz: 880, at: 0.09 },
];
const seconds = 0.28;
const loudness = 0.12;

let context: AudioContext | undefined;

/** Plays it; nothing happens before the person has touched the page (the browsers' rule). */
export function chime(): void {
	try {
		context ??= new AudioContext();
		if (context.state === "suspended") void context.resume();
		for (const { hertz, at } of tones) tone(context, hertz, context.currentTime + at);
	} catch {
		// No sound on this device.
	}
}

function tone(audio: AudioContext, hertz: number, start: number): void {
	const oscillator = new OscillatorNode(audio, { type: "sine", frequency: hertz });
	const volume = new GainNode(audio, { gain: 0 });
	volume.gain.setValueAtTime(0, start);
	volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
	volume.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
	oscillator.connect(volume).connect(audio.destination);
	oscillator.start(start);
	oscillator.stop(start + seconds);
}
