import { expect, test } from "vitest";
import type { Told } from "@/matrix/causeway";
import { toldPerson } from "../told.fixture";
import { notificationOf } from "./shapes";

const origin = "https://example.org";
const told: Told<"VideoNotification"> = {
	id: "7",
	kind: "like",
	from: { ...toldPerson(), following: false, requested: false, follows_me: false },
	video: { id: "v", poster: "https://elsewhere.org/a.jpg" },
	text: null,
	count: 3,
	created_ts: 5,
	read: false,
};

test("what this app has no words for is left out", () => {
	expect(notificationOf({ ...told, kind: "something_new" }, origin)).toBeNull();
});

test("who did it and about which video", () => {
	expect(notificationOf(told, origin)).toMatchObject({
		id: "7",
		from: { userId: "@ana:example.org", profile: { name: "Ana" } },
		video: { id: "v", poster: null },
		count: 3,
		read: false,
	});
	const alone = { ...told, kind: "moderation", from: null, video: null };
	expect(notificationOf(alone, origin)).toMatchObject({ from: null, video: null });
});
