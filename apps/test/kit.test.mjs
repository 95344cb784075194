// What all apps share: cleaning, stamps, texts, amounts.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { id, later, list, putEarliest, putLatest, text, unwrap, whole } from "../kit/converge.js";
import { amount, common, decimals, pick } from "../kit/words.js";

test("a text that came in has one line, an end, and nothing that hides or turns", () => {
	assert.equal(text(" a\n\u202eb\u0000c ", 10), "a b c");
	assert.equal(text("🥟".repeat(50), 3), "🥟🥟🥟");
	assert.equal(text({}, 3), "");
});

test("numbers and ids out of bounds are not taken", () => {
	assert.equal(whole(3, 0, 5, 1), 3);
	for (const bad of [-1, 6, 1.5, "3", null, Number.NaN]) assert.equal(whole(bad, 0, 5, 1), 1);
	for (const bad of ["", "a b", "x".repeat(81), 7, "é"]) assert.equal(id(bad), "");
	assert.deepEqual(
		list(["a", 7, "b", "c"], 3, (one) => text(one)),
		["a", "b"],
	);
});

test("an update that is not ours is empty", () => {
	for (const bad of [null, 7, [], {}, { v: 1 }, { v: 1, by: "a", ops: {} }, { v: 2, by: "a", ops: [] }]) {
		assert.deepEqual(unwrap(bad).ops, []);
	}
	const mixed = {
		v: 1,
		by: "a",
		n: "A",
		ops: [{ id: "1", t: 5, k: "x" }, { id: "2", t: -5, k: "x" }, null, { id: "3", t: 5 }],
	};
	assert.deepEqual(
		unwrap(mixed).ops.map(([, stamp]) => stamp),
		[{ t: 5, by: "a", id: "1" }],
	);
});

test("of two values one is always later, also when a liar repeats a stamp", () => {
	const a = { t: 1, by: "a", id: "1", v: "x" };
	const b = { ...a, v: "y" };
	assert.notEqual(later(a, b), later(b, a));
	for (const put of [putLatest, putEarliest]) {
		const one = new Map();
		const two = new Map();
		for (const value of [a, b]) put(one, "k", value);
		for (const value of [b, a]) put(two, "k", value);
		assert.deepEqual(one, two);
	}
});

test("amounts are read as people write them", () => {
	assert.equal(amount("12", "EUR"), 1200);
	assert.equal(amount("1,5", "EUR"), 150);
	assert.equal(amount("€ 1.234,56", "EUR"), 123456);
	assert.equal(amount("1,234.56", "USD"), 123456);
	assert.equal(amount("1,234", "EUR"), 123400);
	assert.equal(amount("1200", "JPY"), 1200);
	for (const bad of ["", "x", "1.2.", "9".repeat(20)]) assert.equal(amount(bad, "EUR"), undefined, bad);
	assert.equal(decimals("JPY"), 0);
});

test("the language is the first that we have", () => {
	assert.equal(pick(["fr", "zh-TW", "en"]), "zh");
	assert.equal(pick(["fr"]), "en");
});

const apps = fileURLToPath(new URL("..", import.meta.url));
const having = readdirSync(apps, { withFileTypes: true }).filter(
	(one) => one.isDirectory() && readdirSync(apps + one.name).includes("words.js"),
);

for (const { name } of having.filter((one) => one.name !== "kit")) {
	test(`${name} says everything in both languages`, async () => {
		const { words } = await import(`../${name}/words.js`);
		same(words);
	});
}
test("so does the kit", () => same(common));

/** The same keys, no empty text, the same values to fill in. */
function same({ en, zh }) {
	assert.deepEqual(Object.keys(en), Object.keys(zh));
	const holes = (words) => [...new Set((words.other ?? words).match(/\{\w+\}/g))].sort();
	for (const key of Object.keys(en)) {
		assert.ok((en[key].other ?? en[key]).length > 0 && (zh[key].other ?? zh[key]).length > 0, key);
		assert.deepEqual(holes(en[key]), holes(zh[key]), key);
	}
}
