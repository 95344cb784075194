import { type MatrixClient, MatrixError } from "matrix-js-sdk";
import { beforeEach, expect, test, vi } from "vitest";
import { albumKey } from "./album";
import { Outbox, type OutboxEntry, type PrepareFile } from "./outbox";

vi.mock("@/lib/store", () => ({
	keyValue: () => ({
		set: () => Promise.resolve(),
		delete: () => Promise.resolve(),
		values: () => Promise.resolve([]),
	}),
}));
vi.stubGlobal("addEventListener", () => undefined);
vi.useFakeTimers();

const big = new Blob([new Uint8Array(200_000)]);
const small = new Blob([new Uint8Array(1_000)]);

/** What arrived at the server, by name. */
let arrived: string[];
/** Uploads that go on until a test ends them. */
let uploading: Map<string, { done: () => void; broken: (error: Error) => void }>;
let outbox: Outbox;

const prepare: PrepareFile = (_client, entry, progress, signal) =>
	new Promise((resolve, reject) => {
		progress(0.5);
		signal.addEventListener("abort", () => reject(new Error("aborted")));
		uploading.set(String(entry.content.body), {
			done: () => resolve({ ...entry.content, url: "mxc://h/a" }),
			broken: reject,
		});
	});

beforeEach(() => {
	arrived = [];
	uploading = new Map();
	const client = {
		on: () => undefined,
		getRoom: () => ({
			getPendingEvents: () => [],
			getLiveTimeline: () => ({ getEvents: () => [{ getId: () => "$newest" }] }),
		}),
		sendEvent: async (_room: string, _thread: null, _type: string, content: { body: string }) => {
			arrived.push(content.body);
			return { event_id: `$${content.body}` };
		},
	};
	outbox = new Outbox(client as unknown as MatrixClient, prepare);
});

const send = async (body: string, more: Partial<OutboxEntry> = {}) => {
	const { content, ...rest } = more;
	await outbox.send({
		roomId: "!r",
		threadId: null,
		type: "m.room.message",
		content: { body, ...content },
		...rest,
	});
	await settled();
};
const settled = () => vi.advanceTimersByTimeAsync(0);
const end = async (body: string) => {
	uploading.get(body)?.done();
	await settled();
};
const entry = (body: string) => outbox.inRoom("!r").find((one) => one.content.body === body);

test("words overtake a film that is being uploaded, and keep their order", async () => {
	await send("film", { file: big });
	await send("hello");
	await send("you there?");
	expect(arrived).toEqual(["hello", "you there?"]);
	expect(entry("film")).toMatchObject({ state: "sending", progress: 0.5, after: "$newest" });
	await end("film");
	expect(arrived).toEqual(["hello", "you there?", "film"]);
});

test("a sticker keeps its place among the words, until its upload breaks", async () => {
	await send("sticker", { file: small });
	await send("hello");
	expect(arrived).toEqual([]);
	uploading.get("sticker")?.broken(new Error("offline"));
	await settled();
	expect(arrived).toEqual(["hello"]);
	await vi.advanceTimersByTimeAsync(6_000);
	await end("sticker");
	expect(arrived).toEqual(["hello", "sticker"]);
});

test("the pictures of an album are uploaded and sent in order", async () => {
	const content = { [albumKey]: "one" };
	await send("first", { file: big, content });
	await send("second", { file: small, content });
	expect([...uploading.keys()]).toEqual(["first"]);
	await end("first");
	await end("second");
	expect(arrived).toEqual(["first", "second"]);
});

test("three uploads at once; the next begins when one has ended or is given up", async () => {
	for (const name of ["a", "b", "c", "d", "e"]) await send(name, { file: big });
	expect([...uploading.keys()]).toEqual(["a", "b", "c"]);
	await end("b");
	expect([...uploading.keys()]).toContain("d");
	expect(uploading.has("e")).toBe(false);
	await outbox.discard(entry("a")?.id ?? "");
	await settled();
	expect(uploading.has("e")).toBe(true);
	expect(entry("a")).toBeUndefined();
	expect(arrived).toEqual(["b"]);
});

test("an upload that breaks on its way again and again is given up, and tried anew when asked", async () => {
	await send("film", { file: big });
	for (let i = 0; i < 5; i++) {
		expect(entry("film")?.state).toBe("sending");
		uploading.get("film")?.broken(new Error("connection reset"));
		await settled();
		await vi.advanceTimersByTimeAsync(60_000);
	}
	expect(entry("film")).toMatchObject({ state: "failed", error: "connection reset", progress: undefined });
	outbox.retry(entry("film")?.id ?? "");
	await settled();
	await end("film");
	expect(arrived).toEqual(["film"]);
});

test("a server that asks to wait is not asked again by the next message", async () => {
	let refusals = 1;
	const limited = new MatrixError({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 20_000 }, 429);
	const client = (outbox as unknown as { client: { sendEvent: (...args: never[]) => Promise<unknown> } })
		.client;
	const { sendEvent } = client;
	client.sendEvent = (...args) => (refusals-- > 0 ? Promise.reject(limited) : sendEvent(...args));
	await send("one");
	await send("two");
	expect(arrived).toEqual([]);
	await vi.advanceTimersByTimeAsync(20_000);
	expect(arrived).toEqual(["one", "two"]);
});
