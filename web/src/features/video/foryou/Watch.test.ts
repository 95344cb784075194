import { expect, test } from "vitest";
import { Watch } from "./Watch";

/** Plays from one moment to another, looked at four times a second. */
function play(watch: Watch, from: number, to: number, length: number): void {
	for (let at = from; at <= to + 1e-9; at += 0.25) watch.at(at % length, false);
}

test("watched half, to the end, and again", () => {
	const half = new Watch(10);
	play(half, 0, 5, 10);
	expect(half.take()).toMatchObject({ seconds: 5, part: 0.5, replays: 0 });
	expect(half.take()).toBeNull();
	expect(half.quarters()).toBe(2);
	const whole = new Watch(10);
	play(whole, 0, 10.5, 10);
	expect(whole.take()).toMatchObject({ part: 1, replays: 0 });
	play(whole, 10.5, 20.5, 10);
	expect(whole.take()).toMatchObject({ part: 1, replays: 1 });
	expect(whole.quarters()).toBe(4);
	const passed = new Watch(60);
	play(passed, 0, 1, 60);
	expect(passed.quarters()).toBeNull();
});

test("jumping and pausing is not watching", () => {
	const watch = new Watch(60);
	watch.at(0, false);
	watch.at(50, false);
	for (let i = 0; i < 40; i++) watch.at(50, true);
	expect(watch.take()).toBeNull();
	play(watch, 50, 53, 60);
	expect(watch.take()?.part).toBeLessThan(0.1);
});

test("short videos go around between two looks", () => {
	const watch = new Watch(1);
	for (const at of [0.1, 0.35, 0.6, 0.85, 0.1, 0.35]) watch.at(at, false);
	expect(watch.take()).toMatchObject({ part: 1 });
});

test("what is left and put back to its beginning has not been seen to its end", () => {
	const left = new Watch(4);
	play(left, 0, 3, 4);
	left.at(0, true);
	expect(left.take()).toMatchObject({ seconds: 3, part: 0.75 });
	const sought = new Watch(4);
	play(sought, 0, 2.5, 4);
	sought.at(0, false);
	expect(sought.take()?.part).toBeLessThan(0.7);
});
