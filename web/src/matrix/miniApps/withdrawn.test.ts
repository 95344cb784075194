import { expect, test, vi } from "vitest";
import { type Withdrawn, WithdrawnApps } from "./withdrawn";

const chess: Withdrawn = { sha256: "aa", name: "Chess", version: "1", server: "one.example" };

test("the list is asked for once an hour, whatever is looked up", async () => {
	let now = 0;
	const ask = vi.fn().mockResolvedValue([chess]);
	const list = new WithdrawnApps(ask, () => now);
	const told = vi.fn();
	const stop = list.watch(told);
	expect(list.of("aa")).toBeUndefined();
	await Promise.all([list.look(), list.look()]);
	expect(list.of("aa")).toBe(chess);
	expect([list.of("bb"), list.of(null)]).toEqual([undefined, undefined]);
	expect(ask).toHaveBeenCalledTimes(1);
	expect(told).toHaveBeenCalledTimes(1);
	now = 59 * 60 * 1000;
	await list.look();
	expect(ask).toHaveBeenCalledTimes(1);
	stop();
	now = 60 * 60 * 1000;
	ask.mockResolvedValue([]);
	await list.look();
	expect(list.of("aa")).toBeUndefined();
	expect(told).toHaveBeenCalledTimes(1);
});

test("what cannot be had is asked for again soon, and what was known stays known", async () => {
	let now = 0;
	const ask = vi.fn().mockResolvedValue([chess]);
	const list = new WithdrawnApps(ask, () => now);
	await list.look();
	now = 60 * 60 * 1000;
	ask.mockRejectedValueOnce(new Error("offline"));
	await list.look();
	expect(list.of("aa")).toBe(chess);
	now += 59 * 1000;
	await list.look();
	expect(ask).toHaveBeenCalledTimes(2);
	now += 1000;
	await list.look();
	expect(ask).toHaveBeenCalledTimes(3);
});
