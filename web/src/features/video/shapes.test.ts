import { expect, test } from "vitest";
import { commentOf, pathOn, videoOf } from "./shapes";

const origin = "https://example.org";

test("an answer that is no video is none", () => {
	expect(videoOf({}, origin)).toBeNull();
	expect(videoOf({ id: "a", author: "mei" }, origin)).toBeNull();
	expect(videoOf({ id: "a", author: { user_id: "@mei:example.org" } }, origin)?.author).toBe(
		"@mei:example.org",
	);
});

test("numbers that are none do not reach the screen", () => {
	const video = videoOf(
		{ id: "a", author: "@m:x", width: -1, height: "9", duration_ms: Number.NaN, counts: { likes: "many" } },
		origin,
	);
	expect(video).toMatchObject({ width: 9, height: 16, seconds: 0, counts: { likes: 0 } });
});

test("only our own server's files are played", () => {
	expect(pathOn("/_causeway/v1/files/a.m3u8?s=1", origin)).toBe("/_causeway/v1/files/a.m3u8?s=1");
	expect(pathOn("https://example.org/a.mp4", origin)).toBe("/a.mp4");
	expect(pathOn("https://elsewhere.org/a.mp4", origin)).toBeNull();
	expect(pathOn("//elsewhere.org/a.mp4", origin)).toBeNull();
	expect(pathOn("javascript:alert(1)", origin)).toBeNull();
	expect(pathOn("", origin)).toBeNull();
});

test("comments have an author", () => {
	expect(commentOf({ id: "c", text: "hi" })).toBeNull();
	expect(commentOf({ id: "c", text: "hi", author: "@m:x", parent: "b" })).toMatchObject({ parent: "b" });
});
