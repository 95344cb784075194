// How often each person counted. Everybody sends how far they are themselves, and the highest number of each person
// stays: so it does not matter in which order updates come, how late, or how often.

/** Nobody counts further, and no more people are shown: an update may come from anybody. */
const most = { count: 1e6, people: 500, name: 40 };

export const empty = () => new Map();

/** Takes one update in; what is not one of ours is left out. */
export function apply(state, payload) {
	const { by, name, count } = payload ?? {};
	if (typeof by !== "string" || by.length === 0 || by.length > 100 || typeof name !== "string") return;
	if (!Number.isInteger(count) || count < 1 || count > most.count) return;
	const before = state.get(by);
	const shown = name.slice(0, most.name);
	// Of equal counts one has to win by something that is the same everywhere.
	if (!before || count > before.count || (count === before.count && shown > before.name)) {
		state.set(by, { name: shown, count });
	}
}

/** Everybody together. */
export const total = (state) => [...state.values()].reduce((sum, { count }) => sum + count, 0);

/** Who counted how often, most first. */
export const people = (state) =>
	[...state]
		.sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
		.slice(0, most.people)
		.map(([by, { name, count }]) => ({ by, name, count }));
