// The list: fields that two change at once, order, and that everybody sees the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as model from "../list/state.js";
import { after, converges, update } from "./shuffle.mjs";

const made = [
	update("ana", 1, "a", { k: "add", text: "Milk" }),
	update("bo", 2, "b", { k: "add", text: "Bread" }),
	update("bo", 3, "c", { k: "add", text: "Tea" }),
];
const see = (updates) => model.items(after(model, updates));

test("one renames what another ticks, and both hold", () => {
	const [milk] = see([
		...made,
		update("ana", 4, "d", { k: "text", i: "a", text: "Oat milk" }),
		update("bo", 4, "e", { k: "done", i: ["a"], on: true }),
	]);
	assert.deepEqual([milk.text, milk.done, milk.doneBy], ["Oat milk", true, "bo"]);
});

test("of two who tick and untick, the later counts", () => {
	const ticks = [
		update("ana", 5, "d", { k: "done", i: ["a"], on: true }),
		update("bo", 6, "e", { k: "done", i: ["a"], on: false }),
	];
	assert.equal(see([...made, ...ticks])[0].done, false);
});

test("what is moved stands between its neighbours", () => {
	const [milk, bread, tea] = see(made);
	const moved = see([
		...made,
		update("ana", 9, "m", { k: "place", i: tea.id, at: model.between(milk.at, bread.at) }),
	]);
	assert.deepEqual(
		moved.map(({ text }) => text),
		["Milk", "Tea", "Bread"],
	);
});

test("what was removed comes back by undo", () => {
	const gone = [...made, update("ana", 5, "g", { k: "gone", i: ["a", "b"], on: true })];
	assert.deepEqual(
		see(gone).map(({ text }) => text),
		["Tea"],
	);
	assert.equal(see([...gone, update("ana", 6, "h", { k: "gone", i: ["a"], on: false })]).length, 2);
});

test("random and hostile updates converge", () => {
	converges({
		model,
		op: ({ one, below }, ids) => {
			const some = () => one([...ids, "op0"]);
			return one([
				{ k: "add", text: one(["Milk", "Tea", " "]) },
				{ k: "add", text: "x".repeat(below(300)) },
				{ k: one(["done", "gone", "take"]), i: [some(), some()], on: below(2) > 0 },
				{ k: "text", i: some(), text: one(["A", "B"]) },
				{ k: "place", i: some(), at: below(100) / 7 },
				{ k: "title", text: one(["A", "B"]) },
			]);
		},
		view: (state) => [model.title(state), model.items(state)],
	});
});
