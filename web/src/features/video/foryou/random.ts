// Chance that can be repeated: the same seed, the same choices.

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** A small generator (sfc32), good enough to draw lots with, and not for secrets. */
export function seeded(...seeds: readonly number[]): Random {
	let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
	const next = () => {
		const sum = (((a + b) | 0) + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = ((c << 21) | (c >>> 11)) + sum;
		c |= 0;
		return (sum >>> 0) / 0x1_0000_0000;
	};
	for (const seed of seeds) {
		a ^= seed | 0;
		b ^= Math.floor(seed / 0x1_0000_0000) | 0;
		for (let i = 0; i < 12; i++) next();
	}
	return next;
}

/** A draw from a normal distribution (Box–Muller). */
function normal(random: Random): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A draw from a gamma distribution of a shape from 1 on (Marsaglia–Tsang). */
function gamma(shape: number, random: Random): number {
	const d = shape - 1 / 3;
	const c = 1 / Math.sqrt(9 * d);
	// Nearly always the first or second try; bounded, since a feed must come.
	for (let tries = 0; tries < 64; tries++) {
		const x = normal(random);
		const v = (1 + c * x) ** 3;
		if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
	}
	return d;
}

/** A draw from a beta distribution; both from 1 on. */
export function beta(good: number, bad: number, random: Random): number {
	const [x, y] = [gamma(good, random), gamma(bad, random)];
	return x / (x + y);
}
