import { MatrixEvent } from "matrix-js-sdk";
import { expect, test } from "vitest";
import type { OutboxEntry } from "@/matrix/outbox";
import { itemsOf } from "./items";
import { withUnsent } from "./withUnsent";

const noon = new Date(2024, 4, 3, 12).getTime();
const event = (id: string, hours: number) =>
	new MatrixEvent({
		event_id: id,
		type: "m.room.message",
		sender: "@me:h",
		room_id: "!r:h",
		origin_server_ts: noon + hours * 3600_000,
		content: { msgtype: "m.text", body: "x" },
	});
const unsent = (id: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
	id,
	roomId: "!r:h",
	threadId: null,
	type: "m.room.message",
	content: {},
	ts: noon,
	state: "waiting",
	...more,
});
const film = (id: string, more: Partial<OutboxEntry> = {}) =>
	unsent(id, { file: new Blob(["film"]), state: "sending", after: "$1", ...more });
const events = [event("$1", 0), event("$2", 1), event("$3", 24)];
const items = itemsOf(events, { threadId: null, newAfter: null, me: "@me:h", two: false });
const keys = (...entries: OutboxEntry[]) =>
	withUnsent(items, events, entries).map((one) => (one.kind === "day" ? "day" : one.key));

test("words that wait come last, in order", () => {
	expect(keys(unsent("a", { after: "$1" }), unsent("b"))).toEqual(["day", "$1", "$2", "day", "$3", "a", "b"]);
});

test("what is being uploaded keeps its place while others overtake it", () => {
	expect(keys(film("f"), film("g"), unsent("hello"))).toEqual([
		"day",
		"$1",
		"f",
		"g",
		"$2",
		"day",
		"$3",
		"hello",
	]);
	expect(keys(film("f", { after: "$2" }))).toEqual(["day", "$1", "$2", "f", "day", "$3"]);
	expect(keys(film("f", { after: "$3" })).at(-1)).toBe("f");
});

test("what failed, was uploaded, or was written where nobody knows is the newest", () => {
	for (const one of [
		film("f", { state: "failed" }),
		film("f", { file: undefined }),
		film("f", { after: "$gone" }),
	])
		expect(keys(one).at(-1)).toBe("f");
});
