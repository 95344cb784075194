// Polls of a chat, as a pure function of the set of operations: a vote is the latest that each person gave; only who made a
// poll closes it, and votes that say they are later than that do not count.

import { runoff } from "./count.js";
import { byStamp, earliest, id, later, list, putEarliest, putLatest, text, within } from "./kit/converge.js";

const most = { polls: 100, options: 20, added: 20, voters: 2000 };

export const empty = () => ({ polls: new Map(), options: new Map(), votes: new Map(), closed: new Map() });

/** Takes one operation in. */
export function apply(state, op, stamp) {
	if (Object.hasOwn(changes, op.k)) changes[op.k](state, op, stamp);
}

const changes = {
	poll(state, op, stamp) {
		const options = list(op.options, most.options, (one) => text(one, 60));
		const question = text(op.question, 120);
		if (!question || options.length === 0) return;
		const kind = ["one", "many", "rank"].includes(op.kind) ? op.kind : "one";
		putEarliest(state.polls, stamp.id, { ...stamp, question, options, kind, more: op.more === true });
	},
	option(state, op, stamp) {
		if (text(op.text, 60))
			putEarliest(within(state.options, id(op.p)), stamp.id, { ...stamp, text: text(op.text, 60) });
	},
	vote(state, op, stamp) {
		const choice = [...new Set(list(op.choice, most.options + most.added, id))];
		const votes = within(within(state.votes, id(op.p)), stamp.by);
		putEarliest(votes, stamp.id, { ...stamp, choice });
	},
	close: (state, op, stamp) =>
		putLatest(within(state.closed, id(op.p)), stamp.by, { ...stamp, on: op.on !== false }),
};

/** All polls, newest first. */
export const polls = (state) => earliest(state.polls, most.polls).reverse();

/**
 * A poll as it stands; undefined if there is none.
 * @returns {undefined | { id: string, by: string, question: string, kind: "one" | "many" | "rank", more: boolean, closed: boolean,
 *   options: { id: string, text: string, by: string, who: string[] }[], ballots: Map<string, string[]>,
 *   rounds: { counts: Map<string, number>, out: string, tied: boolean }[], winners: string[] }}
 */
export function poll(state, key) {
	const made = state.polls.get(key);
	if (!made) return undefined;
	const options = optionsOf(state, made);
	const end = state.closed.get(key)?.get(made.by);
	const ballots = ballotsOf(state, made, options, end);
	const who = (option) => [...ballots].filter(([, choice]) => choice.includes(option)).map(([by]) => by);
	const shown = {
		...made,
		closed: end?.on ?? false,
		options: options.map((one) => ({ ...one, who: who(one.id) })),
		ballots,
	};
	return { ...shown, ...result(shown) };
}

/** Those it was made with ("0", "1", …), then those that others added, unless it says the same. */
function optionsOf(state, made) {
	const first = made.options.map((words, n) => ({ id: String(n), text: words, by: made.by }));
	const added = made.more ? earliest(state.options.get(made.id) ?? new Map(), most.added) : [];
	const all = [...first, ...added.map(({ id: key, text: words, by }) => ({ id: key, text: words, by }))];
	return all.filter(
		(one, at) => all.findIndex((other) => other.text.toLowerCase() === one.text.toLowerCase()) === at,
	);
}

/** The latest vote of each person that was given in time. */
function ballotsOf(state, made, options, end) {
	const known = new Set(options.map((one) => one.id));
	const ballots = new Map();
	const voters = [...(state.votes.get(made.id) ?? [])]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.slice(0, most.voters);
	for (const [by, votes] of voters) {
		const counted = [...votes.values()]
			.filter((vote) => !(end?.on && later(vote, end)))
			.sort(byStamp)
			.at(-1);
		const choice = (counted?.choice ?? []).filter((option) => known.has(option));
		if (choice.length > 0) ballots.set(by, made.kind === "one" ? choice.slice(0, 1) : choice);
	}
	return ballots;
}

function result({ kind, options, ballots }) {
	if (kind === "rank")
		return runoff(
			options.map((one) => one.id),
			[...ballots.values()],
		);
	const best = Math.max(1, ...options.map(({ who }) => who.length));
	return { rounds: [], winners: options.filter(({ who }) => who.length === best).map((one) => one.id) };
}
