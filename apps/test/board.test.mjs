// The whiteboard: what lies on it, lines and their points, and that everybody sees the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as model from "../board/state.js";
import { after, converges, dice, update } from "./shuffle.mjs";

const stroke = (by, t, id) => update(by, t, id, { k: "stroke", colour: 1, width: 1, points: [10, 10, 5, 5] });
const ids = (...updates) => model.things(after(model, updates)).map(({ id }) => id);

test("what is rubbed out is gone, and clearing takes what was there", () => {
	const both = [stroke("ana", 1, "a"), stroke("bo", 2, "b")];
	assert.deepEqual(ids(...both, update("bo", 3, "r", { k: "rub", i: ["a"] })), ["b"]);
	assert.deepEqual(ids(...both, update("bo", 3, "c", { k: "clear" }), stroke("ana", 4, "d")), ["d"]);
});

test("a line that is no line is not there", () => {
	for (const points of [[], [1], [1, 2, 3], [1.5, 2], [1, 99999], "x", [null, 1]]) {
		assert.equal(model.cleanStroke({ points, colour: 0, width: 0 }), undefined);
	}
});

test("points survive packing; thinning keeps the ends and the shape, and has a bound", () => {
	const { below } = dice(7);
	const path = Array.from({ length: 4000 }, () => [below(1600), below(1600)]);
	assert.deepEqual(model.unpacked(model.packed(path)), path);
	const thin = model.simplified(path);
	assert.ok(thin.length <= 600);
	assert.deepEqual([thin[0], thin.at(-1)], [path[0], path.at(-1)]);
	assert.deepEqual(
		model.simplified([
			[0, 0],
			[50, 0],
			[100, 0],
			[100, 100],
		]),
		[
			[0, 0],
			[100, 0],
			[100, 100],
		],
	);
	assert.ok(JSON.stringify(model.packed(thin)).length < 20_000);
});

test("the rubber finds the topmost thing under it", () => {
	const list = model.things(
		after(model, [
			stroke("ana", 1, "a"),
			stroke("bo", 2, "b"),
			update("bo", 3, "n", { k: "note", x: 500, y: 500, colour: 0, text: "Hi" }),
		]),
	);
	assert.equal(model.under(list, 12, 12)?.id, "b");
	assert.equal(model.under(list, 510, 500)?.id, "n");
	assert.equal(model.under(list, 900, 900), undefined);
});

test("random and hostile updates converge", () => {
	converges({
		model,
		op: ({ one, below }, known) =>
			one([
				{
					k: "stroke",
					colour: below(9),
					width: below(4),
					points: [below(1600), below(1600), below(9), below(9)],
				},
				{ k: "note", x: below(1700), y: below(1700), colour: below(7), text: one(["Hi", " "]) },
				{ k: "rub", i: [one([...known, "op0"])], on: below(4) > 0 },
				below(8) === 0 ? { k: "clear" } : { k: "stroke", colour: 0, width: 0, points: [1, 1] },
			]),
		view: (state) => model.things(state),
	});
});
