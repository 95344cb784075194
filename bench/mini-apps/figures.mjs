// Middle and tail of measured values.

/** @param {readonly number[]} values @param {number} part */
const at = (values, part) => {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
};

/** @param {readonly number[]} values */
export const p50 = (values) => at(values, 0.5);
/** @param {readonly number[]} values */
export const p95 = (values) => at(values, 0.95);

/** @param {number} value */
export const short = (value) =>
	value >= 100 || Number.isInteger(value)
		? value.toFixed(0)
		: value >= 10
			? value.toFixed(1)
			: value.toFixed(2);
