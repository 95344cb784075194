import fc from "fast-check";
import { expect, test } from "vitest";
import { toJson } from "../keep/json";
import { does, left, like, now, whole, world } from "../rank/world";
import { memory } from "./constants";
import { affinity } from "./counter";
import { forget, learn, modelOf, newModel } from "./model";
import { rewardOf, type Snapshot } from "./moment";

const candidates = world({ count: 300 });
const of: Snapshot = {
	author: "@a:b",
	tags: ["x"],
	language: null,
	sound: null,
	seconds: 20,
	space: null,
	scale: [0, 0],
	vectors: null,
};
const event = fc.oneof(
	fc.record({
		kind: fc.constant("watched" as const),
		video: fc.constantFrom("a", "b", "c"),
		seconds: fc.double({ min: 0, max: 100, noNaN: true }),
		part: fc.double({ min: 0, max: 1, noNaN: true }),
		replays: fc.nat(3),
	}),
	fc.record({
		kind: fc.constant("act" as const),
		video: fc.constantFrom("a", "b", "c"),
		act: fc.constantFrom("like" as const, "less" as const, "share" as const),
		on: fc.boolean(),
	}),
);

test("one moment of a video, a bounded number of them, and all of it can be taken back", () => {
	fc.assert(
		fc.property(fc.array(event, { maxLength: 60 }), (all) => {
			const model = newModel();
			all.forEach((one, i) => {
				learn(model, one, of, `e${i}`, i);
			});
			expect(new Set(model.moments.map(({ video }) => video)).size).toBe(model.moments.length);
			const known = model.tags.get("x");
			if (known) expect(known.good + known.bad).toBeLessThanOrEqual(memory.counter + 1e-9);
			forget(
				model,
				model.moments.map(({ id }) => id),
			);
			expect(model.moments).toEqual([]);
		}),
	);
	const model = newModel();
	for (const one of candidates) does(model, one, whole);
	expect(model.moments).toHaveLength(memory.moments);
});

test("a like that is taken back leaves nothing", () => {
	const model = newModel();
	const one = candidates[0];
	if (!one) throw new Error("no candidates");
	does(model, one, whole);
	const before = affinity(model.tags, "t0");
	does(model, one, like);
	expect(affinity(model.tags, "t0")).toBeGreaterThan(before);
	does(model, one, { ...like, on: false });
	expect(affinity(model.tags, "t0")).toBeCloseTo(before);
});

test("what was watched to the end is worth more than what was left, and seconds alone nothing", () => {
	const moment = (part: number, watched: number) => ({
		id: "",
		video: "",
		at: 0,
		changed: 0,
		of,
		part,
		watched,
		replays: 0,
		acts: [],
		beyond: 0,
	});
	expect(rewardOf(moment(1, 20))).toBe(1);
	expect(rewardOf(moment(1, 5000))).toBe(1);
	expect(rewardOf(moment(0.05, 1))).toBe(-0.3);
	expect(rewardOf(moment(1, 1))).toBe(1);
	expect(rewardOf({ ...moment(0.05, 1), acts: ["less"] })).toBeLessThan(-3);
});

test("what is kept is read again, and damaged or foreign things are left out", () => {
	const model = newModel();
	candidates.slice(0, 30).forEach((one, i) => {
		does(model, one, i % 3 ? whole : left);
	});
	expect(modelOf(JSON.parse(toJson(model)))).toEqual(model);
	fc.assert(
		fc.property(fc.jsonValue(), fc.constantFrom("moments", "tags", "authors", "lengths"), (value, name) => {
			const read = modelOf({ [name]: value });
			learn(read, { kind: "act", video: "v", act: "like", on: true }, of, "e", now);
			expect(read.moments.at(-1)?.video).toBe("v");
		}),
	);
	expect(modelOf(null)).toEqual(newModel());
});
