import { expect, test } from "vitest";
import { attachedOf, boxOf } from "./content";

const file = { url: "mxc://a/b", key: { k: "k" }, iv: "iv", hashes: { sha256: "h" } };

test("the encrypted file is taken, never the plain address beside it", () => {
	const { source } = attachedOf("m.room.message", { msgtype: "m.image", url: "mxc://a/plain", file });
	expect(source?.file?.url).toBe("mxc://a/b");
	expect(source?.mxc).toBeUndefined();
});

test("a caption is a body beside a file name", () => {
	const content = { msgtype: "m.image", url: "mxc://a/b", body: "At the sea" };
	expect(attachedOf("m.room.message", content).caption).toBeNull();
	expect(attachedOf("m.room.message", { ...content, filename: "a.jpg" })).toMatchObject({
		name: "a.jpg",
		caption: "At the sea",
	});
	expect(attachedOf("m.room.message", { ...content, filename: "At the sea" }).caption).toBeNull();
});

test("hostile contents are read as nothing", () => {
	for (const content of [
		{},
		{ msgtype: "m.image", url: "https://evil/", info: null },
		{ msgtype: "m.image", url: { a: 1 }, info: [], body: 5, filename: {} },
		{ msgtype: "m.image", file: { url: "mxc://a/b" } },
		{ msgtype: "m.image", file: "mxc://a/b" },
	])
		expect(attachedOf("m.room.message", content).source).toBeNull();
	const odd = attachedOf("m.room.message", {
		msgtype: "m.audio",
		info: { w: -1, h: 1e9, size: Number.NaN, duration: -5 },
		"org.matrix.msc1767.audio": { waveform: [1, "x", -4, 9999, null] },
	});
	expect([odd.width, odd.height, odd.bytes, odd.seconds]).toEqual([null, null, null, null]);
	expect(odd.waveform).toEqual([1 / 1024, 0, 0, 1, 0]);
});

test("a plain picture is asked for in a smaller size; a GIF whole, so that it moves", () => {
	const content = { msgtype: "m.image", url: "mxc://a/b", info: { mimetype: "image/jpeg" } };
	expect(attachedOf("m.room.message", content).thumbnail?.size).toBe(400);
	const gif = { ...content, info: { mimetype: "image/gif", thumbnail_url: "mxc://a/t" } };
	expect(attachedOf("m.room.message", gif).thumbnail?.mxc).toBe("mxc://a/b");
});

test("boxes keep the shape and never grow out of the chat", () => {
	const most = { width: 320, height: 360 };
	expect(boxOf({ width: 4000, height: 3000 }, most)).toEqual({ width: 320, height: 240 });
	expect(boxOf({ width: 10, height: 30_000 }, most)).toEqual({ width: 120, height: 360 });
	expect(boxOf({ width: null, height: null }, most)).toEqual({ width: 320, height: 320 });
});
