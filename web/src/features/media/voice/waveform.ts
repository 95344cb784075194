// How loud a voice note is over time: as many bars as there is room for.

/** MSC3246: loudness as integers from 0 to 1024. */
const full = 1024;
/** Bars that a message carries. */
const sent = 100;

/** As many values as wanted, each the loudest of its stretch (few values are drawn out). */
export function resampled(levels: readonly number[], count: number): number[] {
	if (levels.length === 0) return Array<number>(count).fill(0);
	return Array.from({ length: count }, (_, i) => {
		const from = Math.floor((i * levels.length) / count);
		const to = Math.max(from + 1, Math.floor(((i + 1) * levels.length) / count));
		return Math.max(...levels.slice(from, to));
	});
}

/** From levels of 0 to 1 to what a message carries: the loudest moment fills the height. */
export function waveformFor(levels: readonly number[]): number[] {
	const bars = resampled(levels, Math.min(sent, Math.max(levels.length, 1)));
	const loudest = Math.max(...bars, 0.02);
	return bars.map((level) => Math.round(Math.min(level / loudest, 1) * full));
}

/** The level of a piece of sound, 0 to 1, on a scale like that of ears: quiet speech is seen as well. */
export function levelOf(samples: Float32Array): number {
	let sum = 0;
	for (const sample of samples) sum += sample * sample;
	const loudness = Math.sqrt(sum / Math.max(samples.length, 1));
	return Math.min(1, Math.sqrt(loudness) * 1.3);
}
