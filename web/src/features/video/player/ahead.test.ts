import { expect, test } from "vitest";
import { isEnough, isQuick, secondsAhead } from "./ahead";

const all = Number.POSITIVE_INFINITY;

test("a link is quick that carries a video more than twice over; of an unknown one nothing is expected", () => {
	expect(isQuick(6_000_000, 1_600_000)).toBe(true);
	expect(isQuick(1_000_000, 600_000)).toBe(false);
	expect(isQuick(null, 600_000)).toBe(false);
});

test("the watched video comes first, then the first frame of the next, then the rest", () => {
	const next = (seconds: number) => secondsAhead("next", false, 0, [{ role: "current", seconds }]);
	expect([next(0), next(0.9), next(1), next(4), next(all)]).toEqual([0, 0, 0.5, 2, 2]);
	const current = (seconds: number) => secondsAhead("current", false, 0, [{ role: "next", seconds }]);
	expect([current(0), current(0.3), current(all)]).toEqual([1, 6, 6]);
	expect(secondsAhead("current", false, 0, [])).toBe(6);
});

test("a quick link brings little ahead, and more of what is watched for long", () => {
	const of = (watched: number) => secondsAhead("current", true, watched, [{ role: "next", seconds: 0 }]);
	expect([of(0), of(4), of(8), of(100)]).toEqual([1.5, 2, 4, 8]);
	expect(secondsAhead("next", true, 0, [{ role: "current", seconds: 1.5 }])).toBe(0.8);
	expect(secondsAhead("previous", true, 4, [])).toBe(0);
});

test("on a slow link it runs when what is on its way comes in time", () => {
	const enough = (seconds: number, left: number, bitrate = 600_000) =>
		isEnough(seconds, left, 1_000_000, bitrate);
	expect([enough(0.5, 100_000), enough(1, 50_000), enough(1, 100_000), enough(2, 100_000)]).toEqual([
		false,
		true,
		false,
		true,
	]);
	expect([enough(1, 50_000, 900_000), enough(2, 50_000, 900_000)]).toEqual([false, true]);
	expect(isEnough(0, 100_000, 6_000_000, 600_000)).toBe(true);
	expect(isEnough(1, 0, null, 600_000)).toBe(false);
});
