import { MatrixEvent } from "matrix-js-sdk";
import { expect, test } from "vitest";
import { snapshotContent, snapshotFile, snapshotIn, snapshotType, updatesOf } from "./snapshot";
import { UpdateLog } from "./UpdateLog";

const app = { msgtype: "m.file", body: "a.xdc", "io.causeway.xdc": { name: "A" } };
const facts = { app: "$app", until: "$9", for: ["@new:h"], content: app };
const event = (content: object, type = snapshotType) =>
	new MatrixEvent({ type, content, event_id: "$s", sender: "@a:h", room_id: "!r" });

test("what a snapshot says comes back as it was", () => {
	expect(snapshotIn(event(snapshotContent(facts)))).toEqual(facts);
	expect(snapshotIn(event({ ...snapshotContent(facts), app: { msgtype: "m.text" } }))).toBeNull();
	expect(snapshotIn(event(snapshotContent(facts), "m.room.message"))).toBeNull();
});

test("a newcomer has each update once: those of the file, and those of the events after it", async () => {
	const log = new UpdateLog();
	const update = (n: number) => ({
		uid: `@a:h ${n}`,
		eventId: `$${n}`,
		sender: "@a:h",
		ts: n,
		addr: "x",
		update: { payload: { n: n / 10 }, summary: `at ${n}` },
	});
	log.add([1, 2, 3].map(update));
	const file = new Uint8Array(await snapshotFile(log.after(0)).arrayBuffer());
	const newcomer = new UpdateLog();
	newcomer.add(await updatesOf(file));
	newcomer.add([2, 3, 4].map(update));
	expect(newcomer.after(0).map((one) => one.update.payload)).toEqual([
		{ n: 0.1 },
		{ n: 0.2 },
		{ n: 0.3 },
		{ n: 0.4 },
	]);
	expect(newcomer.face().summary).toBe("at 4");
});

test("a file that is none is refused, and what is none in it is left out", async () => {
	const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
	await expect(updatesOf(bytes({ version: 2 }))).rejects.toThrow();
	await expect(updatesOf(new Uint8Array([1, 2]))).rejects.toThrow();
	expect(await updatesOf(bytes({ version: 1, updates: [null, 1, { sender: "@a:h" }] }))).toEqual([]);
});
