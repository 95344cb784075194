// A list that a chat shares, as a pure function of the set of operations: each field of a thing is the latest that somebody
// wrote, so that one may tick what another renames.
import { earliest, id, list, putEarliest, putLatest, text } from "./kit/converge.js";

const most = { items: 1000, text: 120 };

export const empty = () => ({
	title: new Map(),
	items: new Map(),
	texts: new Map(),
	done: new Map(),
	gone: new Map(),
	takes: new Map(),
	places: new Map(),
});

/** Takes one operation in. */
export function apply(state, op, stamp) {
	if (Object.hasOwn(changes, op.k)) changes[op.k](state, op, stamp);
}

const switched = (name) => (state, op, stamp) => {
	for (const item of list(op.i, most.items, id))
		putLatest(state[name], item, { ...stamp, on: op.on === true });
};

const changes = {
	add(state, op, stamp) {
		if (!text(op.text, most.text)) return;
		putEarliest(state.items, stamp.id, { ...stamp, text: text(op.text, most.text) });
	},
	title: (state, op, stamp) => putLatest(state.title, "", { ...stamp, text: text(op.text, 40) }),
	text(state, op, stamp) {
		if (text(op.text, most.text))
			putLatest(state.texts, id(op.i), { ...stamp, text: text(op.text, most.text) });
	},
	place(state, op, stamp) {
		if (Number.isFinite(op.at) && Math.abs(op.at) < 1e16)
			putLatest(state.places, id(op.i), { ...stamp, at: op.at });
	},
	done: switched("done"),
	gone: switched("gone"),
	take: switched("takes"),
};

/** The list's name; empty if nobody gave it one. */
export const title = (state) => state.title.get("")?.text ?? "";

/**
 * What is on the list, in its order.
 * @returns {{ id: string, by: string, text: string, done: boolean, doneBy: string, taker: string, at: number }[]}
 */
export function items(state) {
	return earliest(state.items, most.items)
		.filter(({ id: key }) => !state.gone.get(key)?.on)
		.map((made) => {
			const done = state.done.get(made.id);
			const take = state.takes.get(made.id);
			return {
				id: made.id,
				by: made.by,
				text: state.texts.get(made.id)?.text ?? made.text,
				done: done?.on ?? false,
				doneBy: done?.on ? done.by : "",
				taker: take?.on ? take.by : "",
				at: state.places.get(made.id)?.at ?? made.t,
			};
		})
		.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** A place between two neighbours; either may be missing. */
export function between(before, after) {
	if (before === undefined && after === undefined) return 0;
	if (before === undefined) return after - 1000;
	return after === undefined ? before + 1000 : (before + after) / 2;
}
