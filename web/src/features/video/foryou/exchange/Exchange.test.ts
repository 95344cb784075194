import type { MatrixClient } from "matrix-js-sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
	type ConfirmedDevice,
	confirmedDevices,
	sendToOwnDevices,
	takeOwnMessages,
} from "@/matrix/ownMessages";
import { Exchange } from "./Exchange";
import { pieces } from "./letter";

const { choices, call } = vi.hoisted(() => ({
	choices: { videoExchange: true },
	call: vi.fn(),
}));
vi.mock("@/lib/settings", () => ({ settings: () => choices }));
vi.mock("@/matrix/react", () => ({ useClient: () => null }));
vi.mock("@/matrix/ownMessages", () => ({
	confirmedDevices: vi.fn(),
	sendToOwnDevices: vi.fn(),
	takeOwnMessages: vi.fn(),
}));
vi.mock("../engine", () => ({ engineOf: () => ({ call }) }));

const now = Date.UTC(2026, 10, 26);
const hour = 3_600_000;
const texts = Array.from({ length: pieces }, (_, i) => `piece ${i}`);
const phone: ConfirmedDevice = { id: "phone", name: "Phone", lastSeen: now - hour };

/** What comes from another device. */
let arrive: (from: string, content: Record<string, unknown>) => void = () => undefined;
const stop = vi.fn();
const page = { visibilityState: "visible" };

/** A letter's pieces, as another device sends them. */
const letterFrom = (from: string, more: Record<string, unknown> = {}, parts = [...texts.keys()]) => {
	for (const part of parts)
		arrive(from, { version: 1, letter: "l1", part, asks: false, text: texts[part], ...more });
};
const sent = () => vi.mocked(sendToOwnDevices).mock.calls;
const opened = () => call.mock.calls.filter(([what]) => what === "takeLetter");
/** Whatever was begun goes as far as it can without the clock. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function begun(): Exchange {
	const exchange = new Exchange({} as MatrixClient);
	exchange.follow();
	return exchange;
}

beforeEach(() => {
	vi.useFakeTimers({ now });
	vi.stubGlobal("document", page);
	page.visibilityState = "visible";
	choices.videoExchange = true;
	call.mockReset().mockImplementation(async (what) => (what === "letter" ? texts : undefined));
	vi.mocked(confirmedDevices).mockReset().mockResolvedValue([phone]);
	vi.mocked(sendToOwnDevices).mockReset().mockResolvedValue(true);
	stop.mockReset();
	vi.mocked(takeOwnMessages)
		.mockReset()
		.mockImplementation((_client, _type, take) => {
			arrive = take;
			return stop;
		});
});

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

test("nothing is sent or taken where nobody switched it on", async () => {
	choices.videoExchange = false;
	begun();
	await vi.advanceTimersByTimeAsync(2 * hour);
	expect(takeOwnMessages).not.toHaveBeenCalled();
	expect(sendToOwnDevices).not.toHaveBeenCalled();
});

test("at the start a letter asks all that were there lately; all pieces, of one letter", async () => {
	const gone: ConfirmedDevice = { id: "gone", name: null, lastSeen: now - 80 * hour };
	const unknown: ConfirmedDevice = { id: "unknown", name: null, lastSeen: null };
	vi.mocked(confirmedDevices).mockResolvedValue([phone, gone, unknown]);
	const exchange = begun();
	await settle();
	expect(sent()).toHaveLength(1);
	const [, type, to, contents] = sent()[0] ?? [];
	expect([type, to]).toEqual(["app.causeway.feed", ["phone", "unknown"]]);
	expect(contents?.map(({ version, part, asks, text }) => [version, part, asks, text])).toEqual(
		texts.map((text, part) => [1, part, true, text]),
	);
	expect(new Set(contents?.map(({ letter }) => letter)).size).toBe(1);
	expect(exchange.read()).toMatchObject({ sentAt: now, trouble: null });
	expect(exchange.read().devices).toHaveLength(3);
});

test("then by the clock, about every half hour, and only while somebody may look; moods take turns", async () => {
	begun();
	await settle();
	await vi.advanceTimersByTimeAsync(23 * 60_000);
	expect(sent()).toHaveLength(1);
	await vi.advanceTimersByTimeAsync(14 * 60_000);
	expect(sent()).toHaveLength(2);
	expect(sent()[1]?.[3].every(({ asks }) => asks === false)).toBe(true);
	expect(call.mock.calls.map(([, turn]) => turn)).toEqual([0, 1]);
	page.visibilityState = "hidden";
	await vi.advanceTimersByTimeAsync(5 * hour);
	expect(sent()).toHaveLength(2);
	page.visibilityState = "visible";
	await vi.advanceTimersByTimeAsync(37 * 60_000);
	// A turn that was due soon leaves time for another one.
	expect(sent().length).toBeGreaterThan(2);
});

test("switched off, it neither listens nor writes", async () => {
	const exchange = begun();
	await settle();
	choices.videoExchange = false;
	exchange.follow();
	expect(stop).toHaveBeenCalledOnce();
	await vi.advanceTimersByTimeAsync(3 * hour);
	expect(sent()).toHaveLength(1);
});

test("what cannot be sent is said, and not said any more when it goes again", async () => {
	const exchange = begun();
	await settle();
	vi.mocked(sendToOwnDevices).mockResolvedValue(false);
	await exchange.send(false);
	expect(exchange.read().trouble).toBe("unsent");
	vi.mocked(confirmedDevices).mockRejectedValue(new Error("offline"));
	await exchange.send(false);
	expect(exchange.read()).toMatchObject({ trouble: "unsent", sentAt: now });
	vi.mocked(confirmedDevices).mockResolvedValue([phone]);
	vi.mocked(sendToOwnDevices).mockResolvedValue(true);
	await exchange.send(false);
	expect(exchange.read().trouble).toBeNull();
});

test("a letter is opened when all of it is there, in whatever order it came", async () => {
	begun();
	letterFrom("phone", {}, [2, 0, 0, 3]);
	await settle();
	expect(opened()).toEqual([]);
	letterFrom("phone", {}, [1]);
	await settle();
	expect(opened()).toEqual([["takeLetter", "phone", texts]]);
});

test("pieces of two letters, or of two devices, are not put together", async () => {
	begun();
	letterFrom("phone", { letter: "l1" }, [0, 1]);
	letterFrom("tablet", { letter: "l1" }, [2, 3]);
	letterFrom("phone", { letter: "l2" }, [2, 3]);
	await settle();
	expect(opened()).toEqual([]);
	letterFrom("tablet", { letter: "l1" }, [0, 1]);
	await settle();
	expect(opened()).toEqual([["takeLetter", "tablet", texts]]);
});

test.each([
	["of another version", { version: 0 }],
	["without a name", { letter: 7 }],
	["with a part that is none", { part: 1.5 }],
	["with a part before the first", { part: -1 }],
	["with a part after the last", { part: pieces }],
	["with a part in words", { part: "0" }],
])("a piece %s is nothing", async (_what, more) => {
	begun();
	letterFrom("phone", more, [0]);
	letterFrom("phone", {}, [1, 2, 3]);
	await settle();
	expect(opened()).toEqual([]);
});

test("a letter of a newer app is not read, and said", async () => {
	const exchange = begun();
	await settle();
	letterFrom("phone", { version: 2 });
	await settle();
	expect(exchange.read().trouble).toBe("newer");
	expect(opened()).toEqual([]);
});

test.each([
	["clock", "clock"],
	["newer", "newer"],
	["whatever", "foreign"],
])("a letter that does not fit (%s) is said", async (why, trouble) => {
	const exchange = begun();
	await settle();
	call.mockRejectedValueOnce(new Error(why));
	letterFrom("phone");
	await settle();
	expect(exchange.read().trouble).toBe(trouble);
	letterFrom("phone", { letter: "l2" });
	await settle();
	expect(exchange.read().trouble).toBeNull();
});

test("who asks is answered, alone, not asked back, and not all the time", async () => {
	begun();
	await settle();
	letterFrom("phone", { asks: true });
	await settle();
	expect(sent()).toHaveLength(2);
	const [, , to, contents] = sent()[1] ?? [];
	expect(to).toEqual(["phone"]);
	expect(contents?.some(({ asks }) => asks)).toBe(false);
	letterFrom("phone", { asks: true, letter: "l2" });
	await settle();
	expect(sent()).toHaveLength(2);
	await vi.advanceTimersByTimeAsync(5_000);
	letterFrom("phone", { asks: true, letter: "l3" });
	await settle();
	expect(sent()).toHaveLength(3);
	letterFrom("phone", { letter: "l4" });
	await vi.advanceTimersByTimeAsync(6_000);
	expect(sent()).toHaveLength(3);
});
