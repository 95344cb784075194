import fc from "fast-check";
import { expect, test } from "vitest";
import { moodOf } from "../keep/documents";
import { toJson } from "../keep/json";
import { memory } from "../model/constants";
import { affinity } from "../model/counter";
import { learn } from "../model/model";
import type { Moment } from "../model/moment";
import { newSettings } from "../settings";
import { letterOf, pieces, readLetter } from "./letter";
import { merged } from "./merge";
import { type Shared, type SharedMood, sharedMood, takeMood } from "./shared";

const time = fc.nat(20);
const times = (names: readonly string[]) =>
	fc.array(fc.tuple(fc.constantFrom(...names), time), { maxLength: 3 }).map((all) => new Map(all));
const vectors = new Int8Array(256).fill(7);
const of = { author: "@a:b", tags: ["x"], language: null, sound: null, seconds: 20, scale: [1, 1] as const };
const moment: fc.Arbitrary<Moment> = fc.record({
	id: fc.constantFrom("1", "2"),
	video: fc.constantFrom("a", "b", "c", "d"),
	at: time,
	changed: time,
	of: fc.constantFrom({ ...of, space: null, vectors: null }, { ...of, space: "s", vectors }),
	part: fc.constantFrom(0, 0.5, 1),
	watched: fc.constant(5),
	replays: fc.constant(0),
	acts: fc.constantFrom([], ["like" as const]),
	beyond: fc.constant(0),
});
const mood: fc.Arbitrary<SharedMood> = fc.record({
	name: fc.constantFrom("", "Evening"),
	settings: fc.constantFrom(0, 0.5, 1).map((surprise) => ({ ...newSettings(), surprise })),
	settingsAt: time,
	resetAt: fc.constantFrom(0, 0, 5, 10),
	forgotten: times(["a", "b"]),
	moments: fc.array(moment, { maxLength: 8 }),
});
const shared: fc.Arbitrary<Shared> = fc.record({
	moods: fc
		.array(fc.tuple(fc.constantFrom("first", "m1", "m2"), mood), { maxLength: 3 })
		.map((all) => new Map(all)),
	dropped: times(["m1", "m2"]),
});
const nothing: Shared = { moods: new Map(), dropped: new Map() };
const told = (one: Shared) => JSON.parse(toJson(one));

/** Without what a video was like, which comes from whichever version knows it. */
const which = ({ moods, dropped }: Shared) => [
	[...dropped],
	[...moods].map(([id, { settingsAt, resetAt, forgotten, moments }]) => [
		id,
		settingsAt,
		resetAt,
		[...forgotten],
		moments.map(({ video, changed }) => [video, changed]).sort(),
	]),
];

test("whichever way round, however often: the same", () => {
	fc.assert(
		fc.property(shared, shared, shared, (one, other, third) => {
			const both = merged(one, other);
			expect(told(both)).toEqual(told(merged(other, one)));
			expect(told(merged(both, both))).toEqual(told(both));
			expect(told(merged(both, one))).toEqual(told(both));
			expect(which(merged(merged(one, other), third))).toEqual(which(merged(one, merged(other, third))));
			const alone = merged(one, nothing);
			expect(told(merged(alone, alone))).toEqual(told(alone));
		}),
	);
});

test("what was reset, forgotten or deleted does not come back from a device that has not heard of it", () => {
	fc.assert(
		fc.property(shared, shared, (one, other) => {
			const both = merged(one, other);
			for (const [id, { moments, resetAt, forgotten }] of both.moods) {
				expect(one.dropped.has(id) || other.dropped.has(id)).toBe(false);
				for (const side of [one, other])
					expect(resetAt).toBeGreaterThanOrEqual(side.moods.get(id)?.resetAt ?? 0);
				for (const { video, changed } of moments) {
					expect(changed).toBeGreaterThan(resetAt);
					expect(changed).toBeGreaterThan(forgotten.get(video) ?? -1);
				}
			}
		}),
	);
});

test("the newest of a video holds, and no more than the last ones are kept", () => {
	fc.assert(
		fc.property(mood, mood, (one, other) => {
			const both = merged(
				{ ...nothing, moods: new Map([["first", one]]) },
				{ ...nothing, moods: new Map([["first", other]]) },
			).moods.get("first");
			const all = [...one.moments, ...other.moments];
			for (const { video, changed } of both?.moments ?? [])
				expect(changed).toBe(
					Math.max(...all.filter((same) => same.video === video).map((same) => same.changed)),
				);
			expect(both?.settingsAt).toBe(Math.max(one.settingsAt, other.settingsAt));
		}),
	);
	const many = (from: number) => ({
		...sharedMood("", moodOf(undefined)),
		moments: Array.from({ length: memory.moments }, (_, i) => ({
			...some,
			video: `v${from + i}`,
			at: from + i,
			changed: from + i,
		})),
	});
	const [some] = fc.sample(moment, 1) as [Moment];
	const moods = (from: number) => ({ ...nothing, moods: new Map([["first", many(from)]]) });
	const both = merged(moods(1), moods(101)).moods.get("first");
	expect(both?.moments).toHaveLength(memory.moments);
	expect(both?.moments[0]?.video).toBe("v101");
});

const snapshot = { ...of, space: null, vectors: null };
const watched = (video: string) => ({ kind: "watched" as const, video, seconds: 20, part: 1, replays: 0 });

test("another device knows what this one learnt, once; and what is taken back here is taken back there", () => {
	const [here, there] = [moodOf(undefined), moodOf(undefined)];
	here.settings.paused = true;
	learn(here.model, watched("a"), snapshot, "1", 10);
	learn(there.model, watched("b"), snapshot, "2", 11);
	const before = affinity(there.model.tags, "x");
	takeMood(there, sharedMood("", here));
	expect(affinity(there.model.tags, "x")).toBeGreaterThan(before);
	expect(there.settings.paused).toBe(false);
	const once = toJson(there);
	takeMood(there, sharedMood("", here));
	expect(toJson(there)).toBe(once);
	takeMood(here, sharedMood("", there));
	expect(toJson(here.model.tags)).toBe(toJson(there.model.tags));
	expect(here.settings.paused).toBe(true);

	there.forgotten.set("a", 12);
	takeMood(here, sharedMood("", there));
	expect(here.model.moments.map(({ video }) => video)).toEqual(["b"]);
	expect(affinity(here.model.tags, "x")).toBeCloseTo(before);
	there.resetAt = 20;
	takeMood(here, sharedMood("", there));
	expect(here.model.moments).toEqual([]);
	expect(here.model.tags.size).toBe(0);
	learn(here.model, watched("c"), snapshot, "3", 21);
	takeMood(here, sharedMood("", there));
	expect(here.model.moments).toHaveLength(1);
});

test("a letter is always as long, and holds what was said", () => {
	fc.assert(
		fc.property(shared, (one) => {
			const alone = merged(one, nothing);
			const letter = letterOf(alone);
			expect(letter.map((piece) => piece.length)).toEqual(Array(pieces).fill(40_000));
			expect(told(merged(readLetter(letter, 100), nothing))).toEqual(told(alone));
		}),
		{ numRuns: 20 },
	);
});

test("a letter of many moods is as long too: the first is whole, all say what was taken back", () => {
	const [some] = fc.sample(moment, 1) as [Moment];
	const full = (name: string): SharedMood => ({
		...sharedMood(name, moodOf(undefined)),
		resetAt: 1,
		moments: Array.from({ length: memory.moments }, (_, i) => ({
			...some,
			id: `${1_700_000_000_000 + i}-abcdefg`,
			video: `0123456789abcdef${i}`,
			at: i + 2,
			changed: i + 2,
			of: {
				...some.of,
				author: "@somebody:example.org",
				tags: ["one", "two", "three"],
				space: "example.org",
				vectors,
			},
		})),
	});
	const letter = letterOf({ ...nothing, moods: new Map(["first", "m1", "m2"].map((id) => [id, full(id)])) });
	expect(letter.map((piece) => piece.length)).toEqual(Array(pieces).fill(40_000));
	const { moods } = readLetter(letter, 1000);
	expect(moods.get("first")?.moments).toHaveLength(memory.moments);
	expect(moods.get("m2")).toMatchObject({ resetAt: 1 });
});

test("what is no letter is refused, whatever it is, and so is one from the future", () => {
	fc.assert(
		fc.property(
			fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 5 }),
			(some) => {
				expect(() => readLetter(some, 0)).toThrow("foreign");
			},
		),
	);
	const ahead = { ...sharedMood("", moodOf(undefined)), resetAt: 10_000_000 };
	const letter = letterOf({ ...nothing, moods: new Map([["first", ahead]]) });
	expect(() => readLetter(letter, 1000)).toThrow("clock");
	const words = (json: string) => {
		const all = btoa(json.padEnd(120_000));
		return [0, 1, 2, 3].map((i) => all.slice(i * 40_000, (i + 1) * 40_000));
	};
	for (const json of [
		"null",
		"[]",
		"7",
		'{"moods":{"first":1}}',
		'{"moods":[["FIRST",{}],[7,8]],"dropped":"x"}',
	])
		expect(readLetter(words(json), 0)).toEqual(nothing);
	expect(() => readLetter(words("{"), 0)).toThrow("foreign");
});
