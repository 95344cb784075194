// Multinomial logistic regression by plain gradient descent: small, and what an attacker would try first.

/** @typedef {{ kind: number, x: number[] }} Example */
/** @typedef {number[][]} Weights a row for each kind, its last number the bias */

/** Learns to tell `kinds` apart. @param {Example[]} examples @param {number} kinds @returns {Weights} */
export function train(examples, kinds) {
	const width = (examples[0]?.x.length ?? 0) + 1;
	/** @type {Weights} */
	let weights = Array.from({ length: kinds }, () => Array(width).fill(0));
	for (let round = 0; round < 1500; round++) {
		const slope = weights.map((row) => row.map((w, i) => (i < width - 1 ? 1e-4 * w : 0)));
		for (const { kind, x } of examples) {
			const given = chances(weights, x);
			slope.forEach((row, k) => {
				const wrong = ((given[k] ?? 0) - (k === kind ? 1 : 0)) / examples.length;
				for (let i = 0; i < width; i++) row[i] = (row[i] ?? 0) + wrong * (x[i] ?? 1);
			});
		}
		weights = weights.map((row, k) => row.map((w, i) => w - 20 * (slope[k]?.[i] ?? 0)));
	}
	return weights;
}

/** How likely each kind is. @param {Weights} weights @param {number[]} x */
function chances(weights, x) {
	const sums = weights.map((row) => row.reduce((sum, w, i) => sum + w * (x[i] ?? 1), 0));
	const most = Math.max(...sums);
	const powers = sums.map((sum) => Math.exp(sum - most));
	const all = powers.reduce((sum, one) => sum + one, 0);
	return powers.map((one) => one / all);
}

/** The part that is told right. @param {Weights} weights @param {Example[]} examples */
export function accuracy(weights, examples) {
	const right = examples.filter(({ kind, x }) => {
		const given = chances(weights, x);
		return given.indexOf(Math.max(...given)) === kind;
	});
	return right.length / examples.length;
}

/**
 * Of two kinds: how often one of the second is taken for the second rather than one of the first is.
 * @param {Weights} weights @param {Example[]} examples
 */
export function auc(weights, examples) {
	const of = (/** @type {number} */ wanted) =>
		examples.filter(({ kind }) => kind === wanted).map(({ x }) => chances(weights, x)[1] ?? 0);
	const [first, second] = [of(0), of(1)];
	let sum = 0;
	for (const one of second) for (const other of first) sum += one > other ? 1 : one === other ? 0.5 : 0;
	return sum / (first.length * second.length);
}
