import { expect, test } from "vitest";
import { soundOf, tagOf } from "./shapes";

const origin = "https://example.org";

test("a tag has a name", () => {
	expect(tagOf({ videos: 3 })).toBeNull();
	expect(tagOf({ tag: "面", videos: "many" })).toEqual({ tag: "面", videos: 0 });
});

test("a sound is told with or without its author", () => {
	expect(soundOf({ title: "x" }, origin)).toBeNull();
	expect(soundOf({ id: "s", duration_ms: 1500, of_video: "v" }, origin)).toMatchObject({
		title: null,
		author: null,
		seconds: 1.5,
		video: "v",
	});
	const author = { user_id: "@ana:example.org", displayname: "Ana" };
	expect(soundOf({ id: "s", author, poster: "//elsewhere.org/x.jpg" }, origin)).toMatchObject({
		author: { userId: "@ana:example.org" },
		poster: null,
	});
});
