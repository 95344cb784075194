import { expect, test } from "vitest";
import { levelOf, resampled, waveformFor } from "./waveform";

test("many levels become few bars that keep the peaks", () => {
	const levels = Array.from({ length: 1000 }, (_, i) => (i === 505 ? 0.9 : 0.1));
	const bars = resampled(levels, 40);
	expect(bars).toHaveLength(40);
	expect(Math.max(...bars)).toBe(0.9);
	expect(bars.filter((bar) => bar === 0.9)).toHaveLength(1);
});

test("few levels are drawn out, none are silence", () => {
	expect(resampled([0.5, 1], 4)).toEqual([0.5, 0.5, 1, 1]);
	expect(resampled([], 3)).toEqual([0, 0, 0]);
});

test("a message carries integers up to 1024, at most 100", () => {
	const wave = waveformFor(Array.from({ length: 5000 }, (_, i) => (i % 7) / 20));
	expect(wave).toHaveLength(100);
	expect(Math.max(...wave)).toBe(1024);
	expect(wave.every((value) => Number.isInteger(value) && value >= 0 && value <= 1024)).toBe(true);
	expect(waveformFor([])).toEqual([0]);
});

test("silence stays silence: noise is not blown up to full height", () => {
	expect(Math.max(...waveformFor([0.001, 0.001]))).toBeLessThan(100);
	expect(levelOf(new Float32Array(128))).toBe(0);
	expect(levelOf(new Float32Array(128).fill(1))).toBe(1);
});
