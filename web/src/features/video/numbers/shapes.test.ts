import { describe, expect, it } from "vitest";
import { numbersOf, roundUp, sumOf } from "./shapes";

describe("numbers", () => {
	const told = {
		days: [
			{
				from_ms: 86_400_000,
				views: null,
				completion: [],
				likes: 2,
				comments: 0,
				shares: 0,
				saves: 1,
				reposts: 0,
				follows: null,
			},
			{
				from_ms: 172_800_000,
				views: 40,
				completion: [],
				likes: 3,
				comments: 0,
				shares: 0,
				saves: 0,
				reposts: 0,
				follows: null,
			},
		],
		views: 52,
		completion: [null, null, null, null, 30],
		sources: { feed: 52, following: null, profile: null, tag: null, sound: null, search: null, share: null },
		first_audience: { views: 52, of: 200, done: false },
	};
	it("are read as the server tells them", () => {
		const numbers = numbersOf(told);
		expect(numbers.days.map((day) => day.from)).toEqual([86_400_000, 172_800_000]);
		expect(numbers.completion).toEqual([null, null, null, null, 30]);
		expect(numbers.sources).toMatchObject({ feed: 52, share: null, tag: null });
		expect(numbers.first).toEqual({ views: 52, of: 200, done: false });
	});
	it("add up; views are what the server says, since days with few are not told", () => {
		const numbers = numbersOf(told);
		expect(sumOf(numbers, "views")).toBe(52);
		expect(sumOf(numbers, "likes")).toBe(5);
		expect(sumOf(numbers, "follows")).toBeNull();
	});
});

describe("an axis", () => {
	it("ends at a round number", () => {
		expect([0, 3, 5, 7, 12, 41, 99, 100, 101, 450].map(roundUp)).toEqual([
			4, 4, 5, 10, 20, 50, 100, 100, 200, 500,
		]);
	});
});
