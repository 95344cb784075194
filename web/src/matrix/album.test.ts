import { MatrixEvent } from "matrix-js-sdk";
import { expect, test } from "vitest";
import { albumKey, joinsAlbum } from "./album";

const picture = (seconds: number, content: object = {}, sender = "@a:h") =>
	new MatrixEvent({
		event_id: `$${seconds}`,
		type: "m.room.message",
		sender,
		origin_server_ts: seconds * 1000,
		content: { msgtype: "m.image", body: "a.jpg", ...content },
	});

test("pictures of one sender within seconds are an album", () => {
	expect(joinsAlbum([picture(0)], picture(5))).toBe(true);
	expect(joinsAlbum([picture(0)], picture(5, { msgtype: "m.video" }))).toBe(true);
	expect(joinsAlbum([picture(0)], picture(60))).toBe(false);
	expect(joinsAlbum([picture(0)], picture(5, {}, "@b:h"))).toBe(false);
	expect(joinsAlbum([picture(0)], picture(5, { msgtype: "m.text" }))).toBe(false);
});

test("pictures that were chosen together stay together, however slow the upload, and apart from others", () => {
	const album = { [albumKey]: "x" };
	expect(joinsAlbum([picture(0, album)], picture(600, album))).toBe(true);
	expect(joinsAlbum([picture(0, album)], picture(1, { [albumKey]: "y" }))).toBe(false);
	expect(joinsAlbum([picture(0, album)], picture(1))).toBe(false);
});

test("what has a caption or answers something stands alone", () => {
	expect(joinsAlbum([picture(0)], picture(1, { filename: "a.jpg", body: "The sea" }))).toBe(false);
	expect(joinsAlbum([picture(0, { filename: "a.jpg", body: "The sea" })], picture(1))).toBe(false);
	expect(
		joinsAlbum([picture(0)], picture(1, { "m.relates_to": { "m.in_reply_to": { event_id: "$0" } } })),
	).toBe(false);
	expect(joinsAlbum([picture(0)], picture(1, { filename: "a.jpg" }))).toBe(true);
});

test("an album ends at ten", () => {
	expect(
		joinsAlbum(
			Array.from({ length: 10 }, (_, i) => picture(i)),
			picture(10),
		),
	).toBe(false);
});
