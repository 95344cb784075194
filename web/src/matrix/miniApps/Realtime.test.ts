import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Address, Letter } from "./deviceLetters";
import { pauseMs, peersMost, Realtime } from "./Realtime";

type Take = (from: Address, letter: Letter) => void;

/** Devices that are reached at once; letters are counted. */
let devices: Map<string, { address: Address; take: Take | null }>;
let letters: { to: number; kind: unknown; letter: Letter }[];
let barred: string[];

function join(userId: string, heard: string[]): Realtime {
	const address = { userId, deviceId: "D" };
	devices.set(userId, { address, take: null });
	const visit = new Realtime(
		{
			candidates: async () =>
				[...devices.values()].map((one) => one.address).filter((one) => one.userId !== userId),
			admits: (who) => !barred.includes(who),
			send: async (to, letter) => {
				letters.push({ to: to.length, kind: letter.kind, letter });
				// As it goes over the wire.
				for (const one of to) devices.get(one.userId)?.take?.(address, JSON.parse(JSON.stringify(letter)));
			},
			listen: (take) => {
				devices.set(userId, { address, take });
				return () => devices.delete(userId);
			},
			now: () => Date.now(),
		},
		(data) => heard.push(new TextDecoder().decode(data)),
	);
	return visit;
}
const bytes = (text: string) => new TextEncoder().encode(text);

beforeEach(() => {
	vi.useFakeTimers();
	[devices, letters, barred] = [new Map(), [], []];
});
afterEach(() => vi.useRealTimers());

test("those who are there hear each other in order, and not themselves", async () => {
	const [first, second]: [string[], string[]] = [[], []];
	const one = join("@one:h", first);
	const other = join("@other:h", second);
	await vi.advanceTimersByTimeAsync(10);
	for (let n = 0; n < 5; n += 1) one.send(bytes(String(n)));
	other.send(bytes("hi"));
	await vi.advanceTimersByTimeAsync(200);
	expect(second).toEqual(["0", "1", "2", "3", "4"]);
	expect(first).toEqual(["hi"]);
	one.leave();
	other.send(bytes("gone"));
	await vi.advanceTimersByTimeAsync(200);
	expect(first).toEqual(["hi"]);
});

test("at most twenty messages a second, whatever the app does; the oldest is lost", async () => {
	const heard: string[] = [];
	const one = join("@one:h", []);
	join("@other:h", heard);
	await vi.advanceTimersByTimeAsync(10);
	letters = [];
	for (let n = 0; n < 300; n += 1) {
		one.send(bytes(`${n} ${"x".repeat(4_000)}`));
		await vi.advanceTimersByTimeAsync(1);
	}
	expect(letters.filter(({ kind }) => kind === "data").length).toBeLessThanOrEqual(300 / pauseMs + 1);
	await vi.advanceTimersByTimeAsync(10_000);
	const numbers = heard.map((one) => Number.parseInt(one, 10));
	expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
	expect(numbers.at(-1)).toBe(299);
	expect(numbers.length).toBeLessThan(300);
});

test("who is not in the chat is not heard, and no more than sixteen devices are spoken to", async () => {
	const heard: string[] = [];
	barred = ["@stranger:h"];
	const one = join("@one:h", heard);
	const stranger = join("@stranger:h", []);
	for (let n = 0; n < 20; n += 1) join(`@p${n}:h`, []);
	await vi.advanceTimersByTimeAsync(10);
	stranger.send(bytes("let me in"));
	letters = [];
	one.send(bytes("hello"));
	await vi.advanceTimersByTimeAsync(100);
	expect(heard).toEqual([]);
	expect(letters.find(({ kind }) => kind === "data")?.to).toBe(peersMost);
});

test("what was meant for an earlier visit is not heard", async () => {
	const heard: string[] = [];
	const one = join("@one:h", []);
	const early = join("@other:h", []);
	await vi.advanceTimersByTimeAsync(10);
	one.send(bytes("early"));
	await vi.advanceTimersByTimeAsync(100);
	const letter = letters.find(({ kind }) => kind === "data")?.letter ?? {};
	early.leave();
	join("@other:h", heard);
	await vi.advanceTimersByTimeAsync(100);
	// The server kept it for the device, which was away.
	devices.get("@other:h")?.take?.({ userId: "@one:h", deviceId: "D" }, letter);
	expect(heard).toEqual([]);
	one.send(bytes("late"));
	await vi.advanceTimersByTimeAsync(100);
	expect(heard).toEqual(["late"]);
});
