// Appointments: nobody is booked twice over, and everybody sees the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as model from "../calendar/state.js";
import { after, converges, update } from "./shuffle.mjs";

const offered = update("ana", 1, "s", { k: "offer", at: 1_000_000, minutes: 30, what: "Haircut", seats: 1 });
const book = (by, time, id) => update(by, time, id, { k: "book", s: "s" });
const see = (...updates) => model.slot(after(model, [offered, ...updates]), "s");
const who = (bookings) => bookings.map(({ by }) => by);

test("of two who book at once the earlier has the place, the other waits and moves up", () => {
	const both = [book("cy", 5, "c"), book("bo", 5, "b")];
	assert.deepEqual([who(see(...both).booked), who(see(...both).waiting)], [["bo"], ["cy"]]);
	const off = see(...both, update("bo", 6, "x", { k: "cancel", b: "b" }));
	assert.deepEqual([who(off.booked), who(off.waiting)], [["cy"], []]);
});

test("what the owner confirmed stays, though an earlier booking arrives late", () => {
	const confirmed = [book("cy", 5, "c"), update("ana", 6, "k", { k: "confirm", b: "c" })];
	assert.deepEqual(who(see(...confirmed, book("bo", 2, "b")).booked), ["cy"]);
	assert.deepEqual(
		who(see(book("cy", 5, "c"), update("bo", 6, "k", { k: "confirm", b: "c" }), book("bo", 2, "b")).booked),
		["bo"],
	);
});

test("only the two sides call a booking off, and only the owner withdraws a time", () => {
	assert.equal(see(book("bo", 2, "b"), update("cy", 3, "x", { k: "cancel", b: "b" })).booked.length, 1);
	assert.equal(see(book("bo", 2, "b"), update("ana", 3, "x", { k: "cancel", b: "b" })).booked.length, 0);
	assert.notEqual(see(update("cy", 3, "x", { k: "withdraw", s: "s" })), undefined);
	assert.equal(see(update("ana", 3, "x", { k: "withdraw", s: "s" })), undefined);
});

test("somebody who taps twice has one place", () => {
	const twice = see(book("bo", 2, "b"), book("bo", 3, "b2"));
	assert.deepEqual([who(twice.booked), who(twice.waiting)], [["bo"], []]);
});

test("times are cut out of a span", () => {
	const minute = 60_000;
	assert.deepEqual(model.series(0, 100 * minute, 30, 5), [0, 35 * minute, 70 * minute]);
	assert.deepEqual(model.series(0, 20 * minute, 30, 0), []);
});

test("random and hostile updates converge, and no time is given twice", () => {
	converges({
		model,
		people: ["ana", "bo", "cy", "di"],
		op: ({ one, below }, ids) => {
			const some = () => one([...ids, "op0"]);
			return one([
				{ k: "offer", at: below(1000), minutes: 5 + below(60), seats: 1 + below(2), what: "x" },
				{ k: "book", s: one([ids[0] ?? "op0", some()]), note: "n" },
				{ k: "book", s: ids[0] ?? "op0" },
				{ k: one(["confirm", "cancel"]), b: some() },
				{ k: "withdraw", s: some() },
			]);
		},
		view: (state) => {
			const all = model.slots(state);
			for (const { booked, seats } of all) assert.ok(booked.length <= seats);
			return all;
		},
	});
});
