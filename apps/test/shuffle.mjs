// What every app's state must hold: the same set of operations gives the same state, in any order, and however often
// one of them comes.
import assert from "node:assert/strict";
import { unwrap } from "../kit/converge.js";

/** Numbers that look random and are the same at every run. */
export function dice(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const below = (n) => Math.floor(next() * n);
	return { below, one: (list) => list[below(list.length)], chance: (part) => next() < part };
}

/** The list in another order, some of it twice. */
export function shuffled(list, { below, chance }) {
	const twice = list.flatMap((one) => (chance(0.3) ? [one, one] : [one]));
	for (let last = twice.length - 1; last > 0; last--) {
		const other = below(last + 1);
		[twice[last], twice[other]] = [twice[other], twice[last]];
	}
	return twice;
}

/** A state after updates in this order. */
export function after({ empty, apply }, payloads) {
	const state = empty();
	for (const payload of payloads) for (const [op, stamp] of unwrap(payload).ops) apply(state, op, stamp);
	return state;
}

/** An update with one operation. */
export const update = (by, t, id, op) => ({ v: 1, by, n: by.toUpperCase(), ops: [{ id, t, ...op }] });

/** Maps and sets as something that can be compared. */
export function plain(value) {
	if (value instanceof Map)
		return [...value].map(([key, held]) => [key, plain(held)]).sort(([a], [b]) => (a < b ? -1 : 1));
	if (value instanceof Set) return [...value].sort();
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(
			Object.entries(value)
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([key, held]) => [key, plain(held)]),
		);
	}
	return value;
}

/** Rubbish that a hostile member may send: none of it may throw, and none may be shown. */
const rubbish = [
	null,
	7,
	"x",
	[],
	{},
	-1,
	1e300,
	Number.NaN,
	"\u202e",
	"a".repeat(100_000),
	{ toString: null },
	"__proto__",
	true,
];

/**
 * Plays random updates and rubbish in many orders; `view(state)` must come out equal each time.
 * @param {{ model: { empty: () => any, apply: Function }, op: (dice: any, ids: string[], n: number) => Record<string, unknown>,
 *   view: (state: any) => unknown, people?: string[], rounds?: number, size?: number }} how
 */
export function converges({ model, op, view, people = ["ana", "bo", "cy"], rounds = 60, size = 40 }) {
	for (let round = 1; round <= rounds; round++) {
		const luck = dice(round);
		const ids = [];
		// Names that every object has are no operations.
		const updates = ["constructor", "__proto__", "toString"].map((k, n) => update("eve", n, k, { k }));
		for (let n = 0; n < size; n++) {
			const own = luck.chance(0.05) && ids.length > 0 ? luck.one(ids) : `op${n}`;
			const made = op(luck, ids, n);
			// Clocks disagree and tie.
			updates.push(update(luck.one(people), luck.below(size), own, made));
			ids.push(own);
			if (luck.chance(0.3))
				updates.push(update(luck.one(people), luck.below(size), `bad${n}`, spoil(made, luck)));
		}
		const wanted = JSON.stringify(view(after(model, updates)));
		for (let turn = 0; turn < 4; turn++) {
			assert.equal(JSON.stringify(view(after(model, shuffled(updates, luck)))), wanted, `round ${round}`);
		}
	}
}

/** The operation with one field made rubbish. */
function spoil(op, luck) {
	const field = luck.one(Object.keys(op).filter((name) => name !== "k"));
	return field === undefined ? op : { ...op, [field]: luck.one(rubbish) };
}
