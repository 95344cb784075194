// Quizzes: which answer counts, scores, and that everybody sees the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as model from "../quiz/state.js";
import { after, converges, update } from "./shuffle.mjs";

const questions = [
	{ asks: "1 + 1?", answers: ["2", "3"], right: 0 },
	{ asks: "2 + 2?", answers: ["3", "4", "5"], right: 1, why: "Count." },
];
const made = update("ana", 1, "q", { k: "quiz", title: "Sums", questions });
const answer = (by, t, n, choice) => update(by, t, `${by}${t}`, { k: "answer", q: "q", n, choice });
const table = (...updates) => {
	const state = after(model, [made, ...updates]);
	return model
		.scores(state, model.quiz(state, "q"))
		.map(({ who, right, rank, done }) => [who, right, rank, done]);
};

test("the first answer counts, whatever arrives first", () => {
	assert.deepEqual(table(answer("bo", 5, 0, 0), answer("bo", 3, 0, 1)), [["bo", 0, 1, false]]);
});

test("the best stand first, equals share a rank, the maker does not play", () => {
	const all = table(
		answer("bo", 3, 0, 0),
		answer("bo", 4, 1, 1),
		answer("cy", 3, 0, 0),
		answer("cy", 4, 1, 1),
		answer("di", 5, 0, 0),
		answer("ana", 6, 0, 0),
	);
	assert.deepEqual(all, [
		["bo", 2, 1, true],
		["cy", 2, 1, true],
		["di", 1, 3, false],
	]);
});

test("an answer that the question does not have is none", () => {
	assert.deepEqual(table(answer("bo", 3, 0, 4), answer("bo", 4, 9, 0)), []);
});

test("a question that cannot be played is left out, and only its maker deletes a quiz", () => {
	const odd = update("ana", 1, "q", {
		k: "quiz",
		title: "Odd",
		questions: [
			{ asks: "?", answers: ["one"], right: 0 },
			{ asks: "?", answers: ["a", "b"], right: 2 },
			7,
			questions[0],
		],
	});
	assert.equal(model.quiz(after(model, [odd]), "q").questions.length, 1);
	const gone = (by) => model.quiz(after(model, [made, update(by, 4, "g", { k: "gone", q: "q" })]), "q");
	assert.notEqual(gone("bo"), undefined);
	assert.equal(gone("ana"), undefined);
});

test("random and hostile updates converge", () => {
	converges({
		model,
		op: ({ one, below }, ids) =>
			one([
				{ k: "quiz", title: one(["A", ""]), questions: questions.slice(below(2)) },
				{ k: "answer", q: one([ids[0] ?? "op0", ...ids]), n: below(3), choice: below(4) },
				{ k: "answer", q: ids[0] ?? "op0", n: below(2), choice: below(3) },
				{ k: "gone", q: one([...ids, "op0"]), on: below(2) > 0 },
			]),
		view: (state) =>
			model
				.quizzes(state)
				.map((one) => [
					one,
					model.scores(state, one),
					one.questions.map((_, n) => model.split(state, one, n)),
				]),
	});
});
