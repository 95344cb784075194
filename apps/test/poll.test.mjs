// Polls: counting by rounds, whose word counts, and that everybody sees the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runoff } from "../poll/count.js";
import * as model from "../poll/state.js";
import { after, converges, update } from "./shuffle.mjs";

const times = (n, ...ballot) => Array(n).fill(ballot);

test("who has the fewest goes out, and those votes move on", () => {
	// The example that every text on instant runoff has: Tennessee's four cities.
	const { rounds, winners } = runoff(
		["Memphis", "Nashville", "Chattanooga", "Knoxville"],
		[
			...times(42, "Memphis", "Nashville", "Chattanooga", "Knoxville"),
			...times(26, "Nashville", "Chattanooga", "Knoxville", "Memphis"),
			...times(15, "Chattanooga", "Knoxville", "Nashville", "Memphis"),
			...times(17, "Knoxville", "Chattanooga", "Nashville", "Memphis"),
		],
	);
	assert.deepEqual(
		rounds.map(({ out }) => out),
		["Chattanooga", "Nashville", ""],
	);
	assert.deepEqual(winners, ["Knoxville"]);
});

test("ties are ties only at the end; ballots may be short, and there may be none", () => {
	assert.deepEqual(runoff(["a", "b"], [["a"], ["b"]]).winners, ["a", "b"]);
	assert.deepEqual(runoff(["a", "b", "c"], [["a"], ["a"], ["b"], ["c", "b"]]).winners, ["a", "b"]);
	assert.deepEqual(runoff(["a", "b"], []).winners, []);
	assert.deepEqual(runoff([], [["x"]]).winners, []);
});

const asked = (kind) =>
	update("ana", 1, "p", {
		k: "poll",
		question: "Where?",
		options: ["Sea", "Hill", "Town"],
		kind,
		more: true,
	});
const vote = (by, time, ...choice) => update(by, time, `v${by}${time}`, { k: "vote", p: "p", choice });
const see = (...updates) => model.poll(after(model, updates), "p");

test("the latest vote of each person counts", () => {
	const seen = see(asked("one"), vote("bo", 5, "1"), vote("bo", 3, "0"), vote("cy", 4, "0", "1"));
	assert.deepEqual(
		[...seen.ballots],
		[
			["bo", ["1"]],
			["cy", ["0"]],
		],
	);
	assert.deepEqual(seen.winners, ["0", "1"]);
});

test("only who asked closes the vote, and what came after does not count", () => {
	const close = (by) => update(by, 5, "c", { k: "close", p: "p" });
	assert.equal(see(asked("one"), close("bo")).closed, false);
	const seen = see(asked("one"), vote("bo", 3, "2"), close("ana"), vote("bo", 6, "0"), vote("cy", 7, "0"));
	assert.deepEqual([seen.closed, [...seen.ballots]], [true, [["bo", ["2"]]]]);
});

test("an added answer can be voted for, and the same twice is one", () => {
	const seen = see(
		asked("many"),
		update("bo", 2, "o1", { k: "option", p: "p", text: "Moon" }),
		update("cy", 3, "o2", { k: "option", p: "p", text: "moon" }),
		vote("cy", 4, "o1", "0"),
	);
	assert.deepEqual(
		seen.options.map(({ text, who }) => [text, who.length]),
		[
			["Sea", 1],
			["Hill", 0],
			["Town", 0],
			["Moon", 1],
		],
	);
});

test("random and hostile updates converge", () => {
	converges({
		model,
		people: ["ana", "bo", "cy", "di", "ed"],
		op: ({ one, below }, ids) => {
			const p = ids[0] ?? "op0";
			if (ids.length === 0)
				return {
					k: "poll",
					question: "Q",
					options: ["a", "b", "c"],
					kind: one(["one", "many", "rank"]),
					more: true,
				};
			return one([
				{ k: "vote", p, choice: ["0", "1", "2", one(ids)].slice(below(3)) },
				{ k: "vote", p, choice: [String(below(4)), String(below(4)), one(ids)] },
				{ k: "option", p, text: one(["x", "y", "A"]) },
				{ k: "close", p, on: below(2) > 0 },
			]);
		},
		view: (state) =>
			model.polls(state).map(({ id }) => {
				const seen = model.poll(state, id);
				return {
					...seen,
					ballots: [...seen.ballots],
					rounds: seen.rounds.map((round) => ({ ...round, counts: [...round.counts] })),
				};
			}),
	});
});
