// A small GRU of bytes (64 numbers in, 128 inside, 64 out), as bench/feed/models/small.py tries it: what it would cost here.
import { seeded } from "../../web/src/features/video/foryou/random";

const [width, inside] = [64, 128];

/** A table of bytes, row by row, and what one is worth in each row. */
interface Table {
	rows: number;
	columns: number;
	bytes: Int8Array;
	step: Float32Array;
}

const random = seeded(9);

function tableOf(rows: number, columns: number): Table {
	const bytes = Int8Array.from({ length: rows * columns }, () => Math.floor(random() * 255) - 127);
	return { rows, columns, bytes, step: new Float32Array(rows).fill(0.001) };
}

function times({ rows, columns, bytes, step }: Table, by: Float32Array): Float32Array {
	const out = new Float32Array(rows);
	for (let i = 0; i < rows; i++) {
		let sum = 0;
		for (let k = 0, at = i * columns; k < columns; k++, at++)
			sum += (bytes[at] as number) * (by[k] as number);
		out[i] = sum * (step[i] as number);
	}
	return out;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The network, with numbers of no meaning: what it costs does not depend on them. */
export function smallNetwork(items: number) {
	const [given, before, out] = [
		tableOf(3 * inside, width),
		tableOf(3 * inside, inside),
		tableOf(width, inside),
	];
	const vectors = tableOf(items, width);
	let state = new Float32Array(inside);
	const step = (item: number) => {
		const vector = Float32Array.from(
			vectors.bytes.subarray(item * width, (item + 1) * width),
			(byte) => byte * 0.001,
		);
		const [x, h] = [times(given, vector), times(before, state)];
		const at = (of: Float32Array, i: number) => of[i] as number;
		state = state.map((old, i) => {
			const reset = sigmoid(at(x, i) + at(h, i));
			const keep = sigmoid(at(x, inside + i) + at(h, inside + i));
			return keep * old + (1 - keep) * Math.tanh(at(x, 2 * inside + i) + reset * at(h, 2 * inside + i));
		});
	};
	return {
		step,
		score: () => times(vectors, times(out, state)),
		bytes: given.bytes.length + before.bytes.length + out.bytes.length + 4 * (6 * inside + width),
	};
}
