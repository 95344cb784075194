// Sending: the pace, what travels together, and that nothing is lost when a page is closed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { outbox } from "../kit/outbox.js";

const update = (id, news = {}) => ({
	payload: { v: 1, by: "me", n: "Me", ops: [{ id, t: 1, k: "x" }] },
	...news,
});
const ids = (sent) => sent.map(({ payload }) => payload.ops.map(({ id }) => id).join("+"));

/** Storage that outlives a page. */
function drawer() {
	const held = new Map();
	return {
		getItem: (key) => held.get(key) ?? null,
		setItem: (key, value) => held.set(key, value),
		removeItem: (key) => held.delete(key),
		size: () => held.size,
	};
}

/** A page with its outbox, and what it sent. */
function page(storage, maxSize = 40_000) {
	const sent = [];
	const box = outbox({ send: (one) => sent.push(one), interval: 1000, maxSize, storage });
	return { sent, box };
}

test("the first goes at once, the next after the interval, together where nothing is said of them", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
	const { sent, box } = page(drawer());
	box.begin();
	box.add(update("a"));
	t.mock.timers.tick(1);
	assert.deepEqual(ids(sent), ["a"]);
	for (const one of [
		update("b", { summary: "1" }),
		update("c", { summary: "2" }),
		update("d", { info: "D" }),
		update("e"),
	])
		box.add(one);
	t.mock.timers.tick(998);
	assert.equal(sent.length, 1);
	t.mock.timers.tick(2);
	assert.deepEqual(ids(sent), ["a", "b+c+d"]);
	assert.deepEqual([sent[1].summary, sent[1].info], ["2", "D"]);
	t.mock.timers.tick(1000);
	assert.deepEqual(ids(sent), ["a", "b+c+d", "e"]);
});

test("an update never grows over the size", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
	const { sent, box } = page(drawer(), 150);
	box.begin();
	for (const id of ["a", "b", "c", "d", "e", "f"]) box.add(update(id));
	for (let n = 0; n < 10; n++) t.mock.timers.tick(1001);
	assert.ok(sent.length > 1 && sent.every((one) => JSON.stringify(one).length <= 150), ids(sent).join());
	assert.equal(ids(sent).join("+"), "a+b+c+d+e+f");
});

test("what a closed page left goes out at the next start, unless the chat has it", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
	const storage = drawer();
	const first = page(storage);
	first.box.begin();
	first.box.add(update("a", { info: "A" }));
	t.mock.timers.tick(1);
	first.box.add(update("b", { info: "B" }));
	first.box.add(update("c"));
	assert.deepEqual(ids(first.sent), ["a"]);
	const second = page(storage);
	assert.deepEqual(ids(second.box.left), ["a", "b", "c"]);
	second.box.arrived(update("b").payload);
	second.box.begin();
	t.mock.timers.tick(5000);
	// Of "a", which was under way, nothing is said in the chat a second time.
	assert.deepEqual([ids(second.sent), second.sent[0].info], [["a+c"], undefined]);
	second.box.arrived(second.sent[0].payload);
	assert.equal(storage.size(), 0);
});

test("a page that is put away sends all at once", () => {
	const { sent, box } = page(drawer());
	for (const id of ["a", "b"]) box.add(update(id, { info: id }));
	box.hurry();
	assert.deepEqual(ids(sent), ["a", "b"]);
});

test("broken storage is no storage", () => {
	const broken = {
		getItem: () => "[{]",
		setItem: () => {
			throw new Error("full");
		},
		removeItem() {},
	};
	const { sent, box } = page(broken);
	box.add(update("a"));
	box.hurry();
	assert.deepEqual(ids(sent), ["a"]);
});
