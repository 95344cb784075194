import { describe, expect, it } from "vitest";
import type { RoomSummary } from "@/matrix/rooms";
import { isIn } from "./folders";

const chat = (what: Partial<RoomSummary>) =>
	({ unread: 0, highlights: 0, markedUnread: false, directUserId: null, ...what }) as RoomSummary;

describe("isIn", () => {
	it("puts every chat under all", () => expect(isIn("all", chat({}))).toBe(true));
	it("tells people from groups", () => {
		const person = chat({ directUserId: "@ana:x" });
		expect([isIn("people", person), isIn("groups", person)]).toEqual([true, false]);
		expect([isIn("people", chat({})), isIn("groups", chat({}))]).toEqual([false, true]);
	});
	it.each([{ unread: 1 }, { highlights: 1 }, { markedUnread: true }])("counts %o as unread", (what) =>
		expect(isIn("unread", chat(what))).toBe(true),
	);
	it("leaves what was read out of unread", () => expect(isIn("unread", chat({}))).toBe(false));
});
