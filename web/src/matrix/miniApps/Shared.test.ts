import { type MatrixClient, MatrixError, MatrixEvent } from "matrix-js-sdk";
import { beforeEach, expect, test, vi } from "vitest";
import type { Outbox, OutboxEntry } from "../outbox";
import { mark, updateContent, updatesIn, updateType } from "./events";
import type { Head, Kept } from "./kept";
import type { Whole } from "./OwnSnapshots";
import { Shared } from "./Shared";
import type { Logged } from "./UpdateLog";

const me = "@me:h";
/** A busy machine takes its time. */
const soon = { timeout: 15_000 };
vi.setConfig({ testTimeout: 30_000 });
/** The events of the room that belong to the app, oldest first. */
let room: { event_id: string; sender: string; content: Record<string, unknown> }[];
let online: boolean;
let asked: number;
/** Whether the app's message is there for me. */
let listed: boolean;
let ignored: string[];
/** Events whose keys are not here. */
let locked: Set<string>;
/** Of which the server was asked one by one. */
let askedFor: string[];
let disk: Map<string, { head: Head; updates: Map<number, readonly Logged[]> }>;
let sent: OutboxEntry[];
/** What my other devices keep for this one. */
let mine: Whole | null;
let outboxListeners: Set<() => void>;

const raw = (one: (typeof room)[number]) => ({
	...one,
	type: updateType,
	room_id: "!r",
	origin_server_ts: 1,
});

function asEvent(one: object): MatrixEvent {
	const event = new MatrixEvent(one);
	event.isDecryptionFailure = () => locked.has(event.getId() ?? "");
	return event;
}

function shared(): Shared {
	const client = {
		getSafeUserId: () => me,
		isUserIgnored: (userId: string) => ignored.includes(userId),
		decryptEventIfNeeded: async () => undefined,
		getEventMapper: () => asEvent,
		fetchRoomEvent: async (_room: string, id: string) => {
			askedFor.push(id);
			return raw(room.find((one) => one.event_id === id) as (typeof room)[number]);
		},
		getRoom: () => ({
			getMyMembership: () => "join",
			currentState: { maySendEvent: () => true },
			getJoinedMembers: () => [{ userId: me }, { userId: "@mei:h" }],
		}),
		fetchRelations: async (
			_room: string,
			_id: string,
			type: string,
			_of: null,
			{ limit, from }: { limit: number; from?: string },
		) => {
			asked += 1;
			if (!online) throw new Error("offline");
			if (!listed) throw new MatrixError({ errcode: "M_NOT_FOUND" }, 404);
			expect(type).toBe(mark);
			const newestFirst = room.map(raw).reverse();
			const at = Number(from ?? 0);
			const next = at + limit < newestFirst.length ? String(at + limit) : null;
			return { chunk: newestFirst.slice(at, at + limit), next_batch: next };
		},
		createMessagesRequest: async (_room: string, from: string | null) => {
			const other = { event_id: "$x", type: "m.room.message", room_id: "!r", content: {}, sender: "@a:h" };
			const pages = [[other], ...room.map((one) => [raw(one)]).reverse()];
			const at = Number(from ?? 0);
			return { chunk: pages[at], end: at + 1 < pages.length ? String(at + 1) : undefined };
		},
	} as unknown as MatrixClient;
	// What an earlier test left to be written goes to its own disk.
	const here = disk;
	const kept = {
		read: async (id: string) => {
			const found = here.get(id);
			return found ? { head: found.head, updates: [...found.updates.values()].flat() } : null;
		},
		write: async (id: string, head: Head, chunks: Map<number, readonly Logged[]>) => {
			const updates = here.get(id)?.updates ?? new Map();
			for (const [chunk, part] of chunks) updates.set(chunk, part);
			here.set(id, { head, updates });
		},
		remove: async (id: string) => void here.delete(id),
	} as unknown as Kept;
	const outbox = {
		inRoom: () => sent,
		subscribe: (listener: () => void) => {
			outboxListeners.add(listener);
			return () => outboxListeners.delete(listener);
		},
		send: async (entry: OutboxEntry) => {
			sent.push({ ...entry, state: "waiting", id: String(sent.length), ts: 1 });
		},
	} as unknown as Outbox;
	const own = {
		read: async () => mine,
		keep: async (_id: string, whole: Whole) => {
			mine = whole;
		},
		forget: async () => {
			mine = null;
		},
	};
	return new Shared(
		{ id: "$app", roomId: "!r", encrypted: false },
		{ client, outbox, kept, own, address: async () => "my-address" },
	);
}

async function say(n: number, sender = "@mei:h"): Promise<MatrixEvent> {
	const content = await updateContent("$app", [{ id: String(n), addr: "a", payload: n }], {});
	const event = { event_id: `$${n}`, sender, content };
	room.push(event);
	return new MatrixEvent(raw(event));
}

/** The outbox delivers what it has; the event stands in the room. */
async function deliver(): Promise<MatrixEvent[]> {
	const gone = sent;
	sent = [];
	const events = gone.map(({ content }, at) => ({
		event_id: `$mine${room.length + at}`,
		sender: me,
		content,
	}));
	room.push(...events);
	for (const listener of [...outboxListeners]) listener();
	return events.map((event) => new MatrixEvent(raw(event)));
}

const settled = () => vi.waitFor(async () => undefined).then(() => new Promise((r) => setTimeout(r, 20)));

beforeEach(() => {
	[room, online, listed, asked, ignored, disk, sent] = [[], true, true, 0, [], new Map(), []];
	[outboxListeners, locked, askedFor, mine] = [new Set(), new Set(), [], null];
});

const payloads = (list: readonly Logged[]) => list.map((one) => one.update.payload);

/** 700 updates, of which only the newest 100 can be read. */
async function mostlyLocked(): Promise<void> {
	for (let n = 1; n <= 700; n += 1) await say(n);
	locked = new Set(room.slice(0, 600).map((one) => one.event_id));
}

test("keys that come after hundreds of events open every one of them", async () => {
	await mostlyLocked();
	const app = shared();
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	expect(got).toHaveLength(100);
	expect(app.lacksPast).toBe(true);
	// What was tried just now is not asked for once more.
	expect(askedFor).toEqual([]);
	locked = new Set();
	for (const one of room.slice(0, 600)) app.takeLate(asEvent(raw(one)));
	await vi.waitFor(() => expect(got).toHaveLength(700), soon);
	expect(new Set(payloads(got)).size).toBe(700);
});

test("keys that come after hundreds of events, while the app is closed, open every one of them", async () => {
	await mostlyLocked();
	await shared().follow(0, () => undefined);
	await vi.waitFor(() => expect(disk.get("$app")?.head.next).toBe(101), soon);
	locked = new Set();
	const got: Logged[] = [];
	await shared().follow(0, (update) => got.push(update));
	expect(new Set(payloads(got)).size).toBe(700);
});

test("a key that comes between the reading and the taking up is not forgotten", async () => {
	for (let n = 1; n <= 150; n += 1) await say(n);
	locked = new Set(["$3"]);
	const has = locked.has.bind(locked);
	locked.has = (id) => has(id) && locked.delete(id);
	const got: Logged[] = [];
	await shared().follow(0, (update) => got.push(update));
	await vi.waitFor(() => expect(got).toHaveLength(150), soon);
});

test("who opens an app gets all pages in the order of the room, then what comes, each once", async () => {
	for (let n = 1; n <= 250; n += 1) await say(n);
	const app = shared();
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	expect(payloads(got)).toEqual(room.map((_, at) => at + 1));
	const live = await say(251);
	app.take(live);
	app.take(live);
	await vi.waitFor(() => expect(got).toHaveLength(251), soon);
	expect(got.map(({ serial }) => serial)).toEqual(got.map((_, at) => at + 1));
});

test("events that arrive while the history is read come once, and in their place", async () => {
	await say(1);
	const app = shared();
	const got: Logged[] = [];
	const following = app.follow(0, (update) => got.push(update));
	app.take(await say(2));
	app.take(await say(3));
	await following;
	await vi.waitFor(() => expect(payloads(got)).toEqual([1, 2, 3]), soon);
});

test("after a restart only what was missed is fetched, and serials go on", async () => {
	for (let n = 1; n <= 150; n += 1) await say(n);
	const before = shared();
	await before.follow(0, () => undefined);
	await vi.waitFor(() => expect(disk.get("$app")?.head.next).toBe(151), soon);
	await say(151);
	asked = 0;
	const got: Logged[] = [];
	const again = shared();
	await again.follow(149, (update) => got.push(update));
	await vi.waitFor(() => expect(payloads(got)).toEqual([150, 151]), soon);
	expect(asked).toBe(1);
	expect(got.map(({ serial }) => serial)).toEqual([150, 151]);
});

test("a gap in the sync is filled before what comes after it", async () => {
	await say(1);
	const app = shared();
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	await say(2);
	app.skipped();
	app.take(await say(3));
	await vi.waitFor(() => expect(payloads(got)).toEqual([1, 2, 3]), soon);
});

test("without a connection what is here is there, and what I do is there at once", async () => {
	await say(1);
	await shared().follow(0, () => undefined);
	await vi.waitFor(() => expect(disk.size).toBe(1), soon);
	online = false;
	const app = shared();
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	await app.send({ payload: "mine" });
	expect(payloads(got)).toEqual([1, "mine"]);
	online = true;
	await say(2);
	app.retry();
	await vi.waitFor(() => expect(payloads(got)).toEqual([1, "mine", 2]), soon);
});

test("what is sent faster than a second goes together, in order, and comes back as no second copy", async () => {
	const app = shared();
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	for (let n = 0; n < 30; n += 1) await app.send({ payload: n });
	await vi.waitFor(() => expect(sent).toHaveLength(1), soon);
	for (const event of await deliver()) app.take(event);
	await vi.waitFor(() => expect(sent).toHaveLength(1), soon);
	for (const event of await deliver()) app.take(event);
	await settled();
	expect(payloads(got)).toEqual(Array.from({ length: 30 }, (_, n) => n));
	const inRoom = await Promise.all(room.map(({ content }) => updatesIn(content)));
	expect(inRoom.flat().map(({ payload }) => payload)).toEqual(Array.from({ length: 30 }, (_, n) => n));
	expect(room).toHaveLength(2);
});

test("what a crash left unsent is sent by the next page; what the room has already is not", async () => {
	const app = shared();
	await app.follow(0, () => undefined);
	await app.send({ payload: 1 });
	await vi.waitFor(() => expect(sent).toHaveLength(1), soon);
	await deliver();
	await app.send({ payload: 2 });
	// The page dies: neither the echo of the first nor the sending of the second happened.
	const next = shared();
	await next.resumeSending();
	await vi.waitFor(() => expect(sent).toHaveLength(1), soon);
	expect((await updatesIn(sent[0]?.content ?? {})).map(({ payload }) => payload)).toEqual([2]);
});

test("ignored people, other apps and redacted events say nothing", async () => {
	ignored = ["@troll:h"];
	await say(1, "@troll:h");
	await say(2);
	const app = shared();
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	expect(payloads(got)).toEqual([2]);
	await app.redacted("$2");
	const late: Logged[] = [];
	await app.follow(0, (update) => late.push(update));
	expect(late).toEqual([]);
});

test("the card of an app that was never opened here shows its newest state from one question", async () => {
	for (let n = 1; n <= 300; n += 1) await say(n);
	const content = await updateContent("$app", [{ id: "s", addr: "", payload: 0, summary: "2:1" }], {});
	room.push({ event_id: "$s", sender: "@tom:h", content });
	const app = shared();
	app.look();
	await vi.waitFor(() => expect(app.face.summary).toBe("2:1"), soon);
	expect(app.face.last?.sender).toBe("@tom:h");
	expect(asked).toBe(1);
	expect(disk.size).toBe(0);
});

test("a new device takes what another one of mine has read, and reads only from there on", async () => {
	for (let n = 1; n <= 250; n += 1) await say(n);
	await shared().follow(0, () => undefined);
	await vi.waitFor(() => expect(mine?.until).toBe("$250"), soon);
	for (let n = 251; n <= 260; n += 1) await say(n);
	[disk, asked] = [new Map(), 0];
	const app = shared();
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	expect(payloads(got)).toEqual(room.map((_, at) => at + 1));
	expect(asked).toBe(1);
	// What is taken back later is not to come again with it.
	await app.redacted("$7");
	expect(mine).toBeNull();
});

test("a newcomer has what the snapshot says, then what came after it, from what they may see of the room", async () => {
	listed = false;
	await say(3);
	await say(4);
	const app = shared();
	const arrived = (n: number) => ({
		uid: `@mei:h ${n}`,
		eventId: `$${n}`,
		sender: "@mei:h",
		ts: n,
		addr: "a",
		update: { payload: n },
	});
	await app.takeSnapshot([1, 2, 3].map(arrived), "$3");
	const got: Logged[] = [];
	await app.follow(0, (update) => got.push(update));
	app.take(await say(5));
	await vi.waitFor(() => expect(payloads(got)).toEqual([1, 2, 3, 4, 5]), soon);
});

test("who acted before keeps the address, whatever follows from the identity now; others' and hearsay do not count", async () => {
	expect(await shared().address()).toBe("my-address");
	await say(1);
	// The same address as Mei's, who had it first.
	await say(2, me);
	expect(await shared().address()).toBe("my-address");
	const event = {
		event_id: "$3",
		sender: me,
		content: await updateContent("$app", [{ id: "x", addr: "before", payload: 3 }], {}),
	};
	room.push(event);
	disk = new Map();
	const app = shared();
	expect(await app.address()).toBe("before");
	await app.send({ payload: "now" });
	await vi.waitFor(() => expect(sent).toHaveLength(1), soon);
	expect(await updatesIn(sent[0]?.content as Record<string, unknown>)).toMatchObject([{ addr: "before" }]);
	[room, listed, disk] = [[], false, new Map()];
	const late = shared();
	await late.takeSnapshot(
		[
			{
				uid: `${me} x`,
				eventId: "$3",
				sender: me,
				ts: 3,
				addr: "told",
				update: { payload: 3 },
				hearsay: true,
			},
		],
		"$3",
	);
	expect(await late.address()).toBe("my-address");
});
