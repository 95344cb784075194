import { describe, expect, it } from "vitest";
import { announce, pathOf, type ReadRow } from "./swPush";

const rows: Record<string, Record<string, unknown>> = {
	"!a:x": { name: "Chen family" },
	words: { newMessage: "新消息", newNotice: "有新动态" },
	quiet: { on: true, from: 1320, to: 420 },
};
const read: ReadRow = async (key) => rows[key];
const noon = new Date(2026, 0, 10, 12);
const night = new Date(2026, 0, 10, 23);

describe("announce", () => {
	it("names the chat from the page's table, groups by chat and leads there", async () => {
		const { title, options, unread } = await announce({ room_id: "!a:x", counts: { unread: 3 } }, read, noon);
		expect(title).toBe("Chen family");
		expect(options).toMatchObject({
			body: "新消息",
			tag: "!a:x",
			silent: false,
			data: { path: "/chat/!a%3Ax" },
		});
		expect(unread).toBe(3);
	});
	it("says that somebody did something, and leads to where one reads what", async () => {
		const told = { notice: "video.like", sender_display_name: "Ana", counts: { unread: 0 } };
		const { title, options } = await announce(told, read, noon);
		expect(title).toBe("Ana");
		expect(options).toMatchObject({
			body: "有新动态",
			tag: "notices",
			data: { path: "/video/notifications" },
		});
		expect(pathOf(options.data)).toBe("/video/notifications");
	});
	it("is silent in quiet hours, and still shown", async () => {
		expect((await announce({ room_id: "!a:x" }, read, night)).options.silent).toBe(true);
	});
	it("says something even if it knows nothing", async () => {
		const { title, options } = await announce({ room_id: 7, counts: {} }, async () => undefined, noon);
		expect(title).toBe("Causeway");
		expect(options).toMatchObject({ body: "New message", tag: "causeway", data: { path: "/chat" } });
	});
	it("takes the server's names for a room that the page does not know yet", async () => {
		const { title } = await announce({ room_id: "!new:x", room_name: "Book club" }, read, noon);
		expect(title).toBe("Book club");
	});
});

it("leads nowhere but into the app", () => {
	expect(pathOf({ path: "https://evil.example" })).toBe("/chat");
	expect(pathOf({ path: "/chat/!a%3Ax" })).toBe("/chat/!a%3Ax");
	expect(pathOf(null)).toBe("/chat");
});
