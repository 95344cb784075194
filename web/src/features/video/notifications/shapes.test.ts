import { expect, test } from "vitest";
import { notificationOf } from "./shapes";

const origin = "https://example.org";

test("what this app has no words for is left out", () => {
	expect(notificationOf({ id: "1", kind: "something_new" }, origin)).toBeNull();
	expect(notificationOf({ kind: "like" }, origin)).toBeNull();
});

test("who did it and about which video", () => {
	const told = notificationOf(
		{
			id: 7,
			kind: "like",
			from: { user_id: "@ana:example.org", displayname: "Ana" },
			video: { id: "v", poster: "https://elsewhere.org/a.jpg" },
			count: 3,
			created_ts: 5,
		},
		origin,
	);
	expect(told).toMatchObject({
		id: "7",
		from: { userId: "@ana:example.org", profile: { name: "Ana" } },
		video: { id: "v", poster: null },
		count: 3,
		read: false,
	});
	expect(notificationOf({ id: "1", kind: "moderation", from: null, count: 0 }, origin)).toMatchObject({
		from: null,
		video: null,
		count: 1,
	});
});
