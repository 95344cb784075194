// Directions in the two spaces of a pack (what goes together, what comes next), summed up from moments.
import { dims, type Pack, vectorBytes } from "../packs/read";
import { memory } from "./constants";
import { type UserModel, worthOf } from "./model";
import type { Moment, Snapshot } from "./moment";

/** Where a video's vectors are: in a pack. */
export interface Placed {
	pack: Pack;
	/** First byte. */
	at: number;
}

/** Finds the vectors of a video in what is there now. */
export type Find = (video: string) => Placed | undefined;

/** A moment, and how it counts. */
export interface Pull {
	moment: Moment;
	/** Its vectors as numbers, each `dims` long. */
	tasteIn: Float32Array;
	nextIn: Float32Array;
	/** How much it pulls in each space; below zero: pushes. */
	taste: number;
	next: number;
	/** Of the lasting interests. */
	interest: number;
}

/** What the ranking is done with, in the space of one server: it turns each new model towards the one before. */
export interface Directions {
	pulls: readonly Pull[];
	taste: Float32Array;
	next: Float32Array;
	/** Up to three, so that one taste does not swallow the others. */
	interests: readonly { direction: Float32Array; pulls: readonly Pull[] }[];
}

/** A vector of a pack as numbers. `which`: 0 taste in, 1 taste out, 2 next in, 3 next out. */
export function vectorAt({ pack, at }: Placed, which: 0 | 1 | 2 | 3): Float32Array {
	const { tasteIn, tasteOut, nextIn, nextOut } = pack.header.scales;
	const scale = [tasteIn, tasteOut, nextIn, nextOut][which] ?? 0;
	return numbers(pack.vectors, at + which * dims, scale);
}

function numbers(from: Int8Array, at: number, scale: number): Float32Array {
	const vector = new Float32Array(dims);
	for (let i = 0; i < dims; i++) vector[i] = (from[at + i] ?? 0) * scale;
	return vector;
}

/** The directions of a viewer in the space of a server. */
export function directionsOf(model: UserModel, space: string, find: Find): Directions {
	const pulls = pullsOf(model, space, find);
	const taste = new Float32Array(dims);
	const next = new Float32Array(dims);
	for (const pull of pulls) {
		add(taste, pull.tasteIn, pull.taste);
		add(next, pull.nextIn, pull.next);
	}
	return { pulls, taste, next, interests: interestsOf(pulls) };
}

function pullsOf(model: UserModel, space: string, find: Find): Pull[] {
	const newestFirst = [...model.moments].reverse();
	return newestFirst.flatMap((moment, age) => {
		const known = inOf(moment, space, find);
		if (!known) return [];
		const worth = worthOf(moment);
		const liked = Math.max(0, worth);
		return {
			moment,
			...known,
			taste: worth * memory.taste ** age,
			next: age < memory.nextMoments ? liked * memory.next ** age : 0,
			interest: liked * memory.interest ** age,
		};
	});
}

/** Its vectors in this space: as the packs have them now, or as they were. */
function inOf({ video, of }: Moment, space: string, find: Find): Pick<Pull, "tasteIn" | "nextIn"> | null {
	const placed = find(video);
	if (placed && placed.pack.header.server === space)
		return { tasteIn: vectorAt(placed, 0), nextIn: vectorAt(placed, 2) };
	if (of.space !== space || !of.vectors) return null;
	return { tasteIn: numbers(of.vectors, 0, of.scale[0]), nextIn: numbers(of.vectors, 2 * dims, of.scale[1]) };
}

/** What a moment keeps of a video. */
export function vectorsOf({ pack, at }: Placed): Pick<Snapshot, "space" | "scale" | "vectors"> {
	const { server, scales } = pack.header;
	return {
		space: server,
		scale: [scales.tasteIn, scales.nextIn],
		vectors: pack.vectors.slice(at, at + vectorBytes),
	};
}

/** Spherical k-means over what was liked, begun with what lies furthest apart, so that it always ends the same. */
function interestsOf(pulls: readonly Pull[]): Directions["interests"] {
	const liked = pulls.filter(({ interest, tasteIn }) => interest > 0 && lengthOf(tasteIn) > 0);
	if (liked.length === 0) return [];
	const units = liked.map(({ tasteIn }) => unit(tasteIn));
	let centres = furthest(units, memory.interests);
	let of: number[] = [];
	for (let round = 0; round < 4; round++) {
		of = units.map((one) => nearest(one, centres));
		const sums = centres.map(() => new Float32Array(dims));
		liked.forEach(({ interest }, i) => {
			const [sum, one] = [sums[of[i] ?? 0], units[i]];
			if (sum && one) add(sum, one, interest);
		});
		centres = sums.map((sum, i) => (lengthOf(sum) > 0 ? unit(sum) : (centres[i] ?? sum)));
	}
	return centres.flatMap((_, k) => {
		const mine = liked.filter((_, i) => of[i] === k);
		if (mine.length === 0) return [];
		const direction = new Float32Array(dims);
		for (const pull of mine) add(direction, pull.tasteIn, pull.interest);
		return { direction, pulls: mine };
	});
}

function furthest(units: readonly Float32Array[], most: number): Float32Array[] {
	const centres = units.slice(0, 1);
	while (centres.length < most) {
		let least = 0.8;
		let found: Float32Array | undefined;
		for (const one of units) {
			const near = Math.max(...centres.map((centre) => dot(one, centre)));
			if (near < least) [least, found] = [near, one];
		}
		if (!found) break;
		centres.push(found);
	}
	return centres;
}

function nearest(one: Float32Array, centres: readonly Float32Array[]): number {
	let best = 0;
	let most = Number.NEGATIVE_INFINITY;
	centres.forEach((centre, k) => {
		const near = dot(one, centre);
		if (near > most) [most, best] = [near, k];
	});
	return best;
}

function add(to: Float32Array, vector: Float32Array, times: number): void {
	for (let i = 0; i < dims; i++) to[i] = (to[i] ?? 0) + (vector[i] ?? 0) * times;
}

/** Of two vectors of `dims`. */
export function dot(one: Float32Array, other: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < dims; i++) sum += (one[i] ?? 0) * (other[i] ?? 0);
	return sum;
}

/** A vector of numbers with a vector of a pack. */
export function dotAt(one: Float32Array, bytes: Int8Array, at: number): number {
	let sum = 0;
	for (let i = 0; i < dims; i++) sum += (one[i] as number) * (bytes[at + i] as number);
	return sum;
}

/** Of two vectors in packs, from -1 to 1. */
export function cosineAt(one: Int8Array, at: number, other: Int8Array, otherAt: number): number {
	let [sum, a, b] = [0, 0, 0];
	for (let i = 0; i < dims; i++) {
		const [x, y] = [one[at + i] as number, other[otherAt + i] as number];
		sum += x * y;
		a += x * x;
		b += y * y;
	}
	return a > 0 && b > 0 ? sum / Math.sqrt(a * b) : 0;
}

const lengthOf = (vector: Float32Array): number => Math.sqrt(dot(vector, vector));

function unit(vector: Float32Array): Float32Array {
	const length = lengthOf(vector);
	return vector.map((number) => number / length);
}
