// The example of the developer page, and that the page shows exactly what is tested here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { apply, empty, people, total } from "../examples/counter/state.js";
import { words } from "../examples/counter/words.js";
import { dice, shuffled } from "./shuffle.mjs";

const root = new URL("../../", import.meta.url);

test("the sum is the same in any order, and however often an update comes", () => {
	const updates = [
		{ by: "ana", name: "Ana", count: 1 },
		{ by: "ana", name: "Ana", count: 2 },
		{ by: "bo", name: "Bo", count: 1 },
		{ by: "bo", name: "Bob", count: 1 },
		...[
			null,
			7,
			{},
			{ by: "x", name: "X", count: -1 },
			{ by: "x", name: "X", count: 1e9 },
			{ by: 1, name: "X", count: 1 },
		],
	];
	for (let seed = 1; seed < 50; seed++) {
		const state = empty();
		for (const update of shuffled(updates, dice(seed))) apply(state, update);
		assert.equal(total(state), 3);
		assert.deepEqual(
			people(state).map(({ name }) => name),
			["Ana", "Bob"],
		);
	}
});

test("it says everything in both languages", () => {
	assert.deepEqual(Object.keys(words.en), Object.keys(words.zh));
});

test("the developer page shows the example as it is", () => {
	const page = readFileSync(new URL("docs/developer/write-a-mini-app.md", root), "utf8");
	const shown = [...page.matchAll(/^`(counter\/[^`]+)`:\n\n```\w+\n(.*?)^```$/gms)];
	assert.deepEqual(
		shown.map(([, name]) => name.split("/").at(-1)),
		["index.html", "style.css", "state.js", "app.js", "words.js", "manifest.toml"],
	);
	for (const [, name, code] of shown)
		assert.equal(code, readFileSync(new URL(`apps/examples/${name}`, root), "utf8"), name);
});
