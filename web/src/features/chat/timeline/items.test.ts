import { MatrixEvent } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { itemsOf, type TimelineItem } from "./items";

const noon = new Date(2024, 4, 3, 12).getTime();
let made = 0;

function event(sender: string, minutes: number, fields: object = {}): MatrixEvent {
	made += 1;
	return new MatrixEvent({
		event_id: `$${made}`,
		type: "m.room.message",
		sender,
		room_id: "!r:h",
		origin_server_ts: noon + minutes * 60_000,
		content: { msgtype: "m.text", body: "x" },
		...fields,
	});
}

const member = (who: string, minutes: number, membership: string, before?: string) =>
	event(who, minutes, {
		type: "m.room.member",
		state_key: who,
		content: { membership },
		unsigned: before ? { prev_content: { membership: before } } : {},
	});

const shape = (items: TimelineItem[]) =>
	items.map((item) =>
		item.kind === "message"
			? `message${item.first ? " first" : ""}${item.last ? " last" : ""}`
			: item.kind === "notice"
				? `notice ${item.events.length}`
				: item.kind,
	);
const options = { threadId: null, newAfter: null, me: "@me:h", two: false };

describe("itemsOf", () => {
	it("groups messages of one sender, and separates days", () => {
		const events = [
			event("@a:h", 0),
			event("@a:h", 1),
			event("@b:h", 2),
			event("@b:h", 30),
			event("@b:h", 800),
		];
		expect(shape(itemsOf(events, options))).toEqual([
			"day",
			"message first",
			"message last",
			"message first last",
			"message first last",
			"day",
			"message first last",
		]);
	});
	it("gives no place to edits, reactions and replies in threads", () => {
		const root = event("@a:h", 0);
		const related = (rel_type: string) =>
			event("@a:h", 1, {
				content: { body: "y", "m.relates_to": { rel_type, event_id: root.getId(), key: "x" } },
			});
		const events = [root, related("m.replace"), related("m.annotation"), related("m.thread")];
		expect(shape(itemsOf(events, options))).toEqual(["day", "message first last"]);
		expect(shape(itemsOf(events, { ...options, threadId: root.getId() ?? "" }))).toEqual([
			"day",
			"message first",
			"message last",
		]);
	});
	it("puts the line before the first message of somebody else that is new", () => {
		const read = event("@a:h", 0);
		const events = [read, event("@me:h", 1), event("@a:h", 2), event("@a:h", 3)];
		expect(shape(itemsOf(events, { ...options, newAfter: read.getId() ?? "" }))).toEqual([
			"day",
			"message first last",
			"message first last",
			"new",
			"message first",
			"message last",
		]);
		expect(shape(itemsOf([read], { ...options, newAfter: read.getId() ?? "" }))).not.toContain("new");
	});
	it("puts comings and goings together, and is silent about new pictures", () => {
		const events = [
			member("@a:h", 0, "join"),
			member("@b:h", 1, "join", "invite"),
			member("@b:h", 2, "join", "join"),
			member("@c:h", 3, "leave", "join"),
		];
		expect(shape(itemsOf(events, options))).toEqual(["day", "notice 2", "notice 1"]);
	});
	it("does not tell in a chat of two that somebody made it and that both are in it", () => {
		const events = [
			event("@a:h", 0, { type: "m.room.create", state_key: "", content: {} }),
			member("@a:h", 1, "join"),
			member("@b:h", 2, "join", "invite"),
			member("@b:h", 3, "leave", "join"),
		];
		expect(shape(itemsOf(events, options))).toEqual(["day", "notice 1", "notice 2", "notice 1"]);
		expect(shape(itemsOf(events, { ...options, two: true }))).toEqual(["day", "notice 1"]);
	});
	it("keeps a trace of what was recalled", () => {
		const gone = event("@a:h", 0, {
			content: {},
			unsigned: { redacted_because: { type: "m.room.redaction" } },
		});
		expect(shape(itemsOf([gone], options))).toEqual(["day", "recalled"]);
	});
	it("does not change what it was given, and is quick", () => {
		const events = Array.from({ length: 10_000 }, (_, i) => event("@a:h", i / 10));
		const started = performance.now();
		expect(itemsOf(events, options)).toEqual(itemsOf(events, options));
		expect(performance.now() - started).toBeLessThan(1_500);
	});
});

it("gives a line to what a feature has to say, and nothing to the rest of what belongs to a mini-app", () => {
	const update = (info: boolean, type = "io.causeway.xdc.update", sender = "@a:h") =>
		event(sender, 1, {
			type,
			content: { info, "m.relates_to": { rel_type: "io.causeway.xdc", event_id: "$app" } },
		});
	const says = (one: MatrixEvent) => one.getContent().info === true;
	const events = [event("@a:h", 0), update(true), update(false), update(false, "m.room.encrypted")];
	expect(shape(itemsOf(events, { ...options, says }))).toEqual(["day", "message first last", "line"]);
	// Many of one person are one line, the last one.
	const many = [update(true), update(true), update(true, undefined, "@b:h")];
	const lines = itemsOf(many, { ...options, says });
	expect(lines.map((item) => "key" in item && item.key).slice(1)).toEqual([
		many[1]?.getId(),
		many[2]?.getId(),
	]);
});
