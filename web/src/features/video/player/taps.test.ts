import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { holdMs, pairMs, Taps } from "./taps";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const at = { x: 10, y: 10 };

function taps() {
	const heard: string[] = [];
	const reader = new Taps({
		tap: () => heard.push("tap"),
		doubleTap: () => heard.push("double"),
		hold: () => heard.push("hold"),
	});
	const tap = () => {
		reader.down(at);
		vi.advanceTimersByTime(40);
		reader.up(at, Date.now());
	};
	return { heard, reader, tap };
}

test("one tap is heard when no second follows", () => {
	const { heard, tap } = taps();
	tap();
	expect(heard).toEqual([]);
	vi.advanceTimersByTime(pairMs);
	expect(heard).toEqual(["tap"]);
});

test("two taps are a pair, and a third one right after likes again instead of pausing", () => {
	const { heard, tap } = taps();
	tap();
	tap();
	tap();
	vi.advanceTimersByTime(1000);
	expect(heard).toEqual(["double", "double"]);
});

test("holding opens the menu, and letting go is no tap", () => {
	const { heard, reader } = taps();
	reader.down(at);
	vi.advanceTimersByTime(holdMs);
	reader.up(at, Date.now());
	vi.advanceTimersByTime(1000);
	expect(heard).toEqual(["hold"]);
});

test("a swipe is nothing", () => {
	const { heard, reader } = taps();
	reader.down(at);
	reader.move({ x: 10, y: 60 });
	reader.up({ x: 10, y: 60 }, Date.now());
	reader.down(at);
	reader.cancel();
	vi.advanceTimersByTime(1000);
	expect(heard).toEqual([]);
});
