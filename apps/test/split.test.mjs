// Splitting: no cent is lost, all comes out even, and everybody sees the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as model from "../split/state.js";
import { after, converges, dice, update } from "./shuffle.mjs";

const sum = (map) => [...map.values()].reduce((all, n) => all + n, 0);
const spent = (id, payer, amount, ...parts) =>
	update("ana", 5, id, { k: "expense", what: "x", payer, amount, parts });

test("a cent that cannot be divided goes to somebody", () => {
	for (let amount = 1; amount < 50; amount++) {
		const owed = model.shares({
			key: `k${amount}`,
			amount,
			parts: [
				["a", 1],
				["b", 1],
				["c", 2],
			],
		});
		assert.equal(sum(owed), amount);
	}
	assert.deepEqual(
		[
			...model.shares({
				key: "k",
				amount: 800,
				parts: [
					["b", 1],
					["a", 3],
				],
			}),
		],
		[
			["a", 600],
			["b", 200],
		],
	);
});

test("few payments make all even", () => {
	const state = after(model, [
		spent("e1", "ana", 3000, ["ana", 1], ["bo", 1], ["cy", 1]),
		spent("e2", "bo", 600, ["ana", 1], ["cy", 1]),
	]);
	const sums = model.balances(state);
	assert.deepEqual(Object.fromEntries(sums), { ana: 1700, bo: -400, cy: -1300 });
	assert.deepEqual(model.settle(sums), [
		{ from: "cy", to: "ana", amount: 1300 },
		{ from: "bo", to: "ana", amount: 400 },
	]);
});

test("whatever the sums, the payments are fewer than the people and leave nothing", () => {
	for (let seed = 1; seed < 100; seed++) {
		const { below } = dice(seed);
		const sums = new Map(Array.from({ length: 7 }, (_, n) => [`p${n}`, below(2000) - 1000]));
		sums.set("p7", -sum(sums));
		const paid = model.settle(sums);
		for (const { from, to, amount } of paid) {
			sums.set(from, sums.get(from) + amount);
			sums.set(to, sums.get(to) - amount);
		}
		assert.ok(paid.length < 8);
		assert.deepEqual(
			[...sums.values()].filter((n) => n !== 0),
			[],
		);
	}
});

test("a change of an expense replaces it, and what is removed no longer counts", () => {
	const first = spent("e1", "ana", 1000, ["bo", 1]);
	const changed = update("bo", 6, "c", {
		k: "expense",
		e: "e1",
		what: "y",
		payer: "ana",
		amount: 400,
		parts: [["bo", 1]],
	});
	const state = (...updates) => model.balances(after(model, [first, ...updates]));
	assert.equal(state(changed).get("bo"), -400);
	assert.equal(sum(state(changed, update("cy", 7, "g", { k: "gone", i: "e1" }))), 0);
	assert.equal(
		state(changed, update("bo", 7, "p", { k: "paid", from: "bo", to: "ana", amount: 400 })).get("bo"),
		0,
	);
});

test("random and hostile updates converge, and no cent is lost", () => {
	converges({
		model,
		op: ({ one, below }, ids) => {
			const some = () => one([...ids, "op0"]);
			const who = () => one(["ana", "bo", "cy", some()]);
			return one([
				{
					k: "expense",
					e: one(["", some()]),
					what: "x",
					payer: who(),
					amount: below(5000),
					parts: [
						[who(), 1 + below(3)],
						[who(), 1],
					],
				},
				{ k: "expense", e: "", what: "x", payer: who(), amount: 1 + below(5000), parts: [[who(), 1]] },
				{ k: "paid", from: who(), to: who(), amount: below(900) },
				{ k: "gone", i: some(), on: below(3) > 0 },
				{ k: "join" },
				{ k: "guest", name: one(["Zoe", ""]) },
				{ k: "currency", code: one(["EUR", "CNY", "XYZ"]) },
				{ k: "title", text: one(["Trip", "Sea"]) },
			]);
		},
		view: (state) => {
			const sums = model.balances(state);
			assert.equal(sum(sums), 0);
			return [
				model.title(state),
				model.currency(state),
				model.people(state),
				model.expenses(state).map((one) => ({ ...one, shares: [...one.shares] })),
				model.payments(state),
				model.settle(sums),
			];
		},
	});
});
