// Shops: whose word counts for what, and that everybody sees the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as model from "../shop/state.js";
import { after, converges, update } from "./shuffle.mjs";

const opened = [
	update("ana", 1, "s", { k: "shop", name: "Dumpling House", currency: "EUR" }),
	update("ana", 2, "d1", { k: "dish", name: "Dumplings", price: 650, group: "Warm" }),
	update("ana", 3, "d2", { k: "dish", name: "Tea", price: 200 }),
];
const ordered = [
	...opened,
	update("bo", 5, "o", {
		k: "order",
		s: "ana",
		lines: [
			{ v: "d1", n: 2 },
			{ v: "d2", n: 1 },
		],
		note: "no garlic",
	}),
];
const see = (updates) => model.order(after(model, updates), "o");

test("an order costs what the owner wrote when it was made", () => {
	const later = [...ordered, update("ana", 6, "d3", { k: "dish", i: "d1", name: "Dumplings", price: 900 })];
	assert.equal(see(later).total, 1500);
	assert.equal(model.menu(after(model, later), "ana")[0].dishes[0].price, 900);
});

test("a customer cannot invent a dish or a price", () => {
	const forged = [
		...opened,
		update("bo", 4, "x", { k: "dish", i: "d1", name: "Dumplings", price: 1 }),
		update("bo", 5, "o", { k: "order", s: "ana", lines: [{ v: "x", n: 1 }] }),
	];
	assert.deepEqual(model.orders(after(model, forged), "ana"), []);
	assert.equal(model.menu(after(model, forged), "ana")[0].dishes[0].price, 650);
});

test("only the owner answers, only the customer cancels, and the first of both counts", () => {
	assert.equal(
		see([...ordered, update("cy", 6, "a", { k: "answer", o: "o", to: "declined" })]).status,
		"new",
	);
	assert.equal(see([...ordered, update("cy", 6, "c", { k: "cancel", o: "o" })]).status, "new");
	const accepted = update("ana", 7, "a", { k: "answer", o: "o", to: "accepted" });
	assert.equal(see([...ordered, accepted]).status, "accepted");
	assert.equal(
		see([...ordered, accepted, update("bo", 6, "c", { k: "cancel", o: "o" })]).status,
		"cancelled",
	);
	assert.equal(see([...ordered, accepted, update("bo", 8, "c", { k: "cancel", o: "o" })]).status, "accepted");
});

test("what was taken off the menu is gone, and old orders keep it", () => {
	const less = [...ordered, update("ana", 9, "d9", { k: "dish", i: "d1", name: "Dumplings", gone: true })];
	assert.deepEqual(
		model.menu(after(model, less), "ana").map(({ dishes }) => dishes[0].name),
		["Tea"],
	);
	assert.equal(see(less).lines[0].name, "Dumplings");
});

test("random and hostile updates converge", () => {
	converges({
		model,
		op: ({ one, below }, ids) => {
			const some = () => one([...ids, "op0"]);
			return one([
				{
					k: "shop",
					name: one(["A", "B", ""]),
					about: "x",
					currency: one(["EUR", "CNY", "XXX"]),
					open: below(2) > 0,
				},
				{
					k: "dish",
					i: one(["", some()]),
					name: one(["Tea", "Soup"]),
					price: below(900),
					group: one(["", "g"]),
					out: below(4) === 0,
					gone: below(6) === 0,
				},
				{ k: "dish", i: "", name: "Rice", price: below(900), group: "", note: "n" },
				{
					k: "order",
					s: one(["ana", "bo"]),
					lines: [
						{ v: some(), n: 1 + below(3) },
						{ v: some(), n: 1 },
					],
					note: "hi",
				},
				{ k: "answer", o: some(), to: one(["accepted", "ready", "done", "declined", "eaten"]) },
				{ k: "cancel", o: some() },
			]);
		},
		view: (state) =>
			model.shops(state).map((shop) => [shop, model.menu(state, shop.by), model.orders(state, shop.by)]),
	});
});
