import { expect, test } from "vitest";
import { commentOf, pathOn, personOf, videoOf } from "./shapes";
import { toldComment, toldPerson, toldVideo } from "./told.fixture";

const origin = "https://example.org";

test("what has nobody as its author is left out", () => {
	expect(videoOf(toldVideo({ author: "mei" }), origin)).toBeNull();
	expect(commentOf(toldComment({ author: "@ana" }))).toBeNull();
	expect(personOf(toldPerson("javascript:alert(1)"))).toBeNull();
	expect(videoOf(toldVideo(), origin)?.author).toBe("@ana:example.org");
});

test("only our own server's files are played", () => {
	expect(pathOn("/_causeway/v1/files/a.m3u8?s=1", origin)).toBe("/_causeway/v1/files/a.m3u8?s=1");
	expect(pathOn("https://example.org/a.mp4", origin)).toBe("/a.mp4");
	expect(pathOn("https://elsewhere.org/a.mp4", origin)).toBeNull();
	expect(pathOn("//elsewhere.org/a.mp4", origin)).toBeNull();
	expect(pathOn("javascript:alert(1)", origin)).toBeNull();
	expect(pathOn("", origin)).toBeNull();
	const url = "//elsewhere.org/a";
	const sprite = { url, every_ms: 1000, columns: 10, width: 90, height: 160 };
	const told = toldVideo({
		captions: [{ language: "en", label: "English", url }],
		playback: { hls: url, mp4: url, poster: url, preview: url, sprite },
	});
	const nothing = { hls: null, mp4: null, poster: null, sprite: null };
	expect(videoOf(told, origin)).toMatchObject({ playback: nothing, subtitles: [] });
});

test("a video without a size has a shape, and a sprite of nothing is none", () => {
	const sprite = { url: "/s.jpg", every_ms: 0, columns: 10, width: 90, height: 160 };
	const playback = { hls: "/a", mp4: "/b", poster: "/c", preview: null, sprite };
	const video = videoOf(toldVideo({ width: null, height: null, playback }), origin);
	expect(video).toMatchObject({ width: 9, height: 16, playback: { poster: "/c", sprite: null } });
});

test("whom only a search found is not met", () => {
	expect(personOf(toldPerson())).toMatchObject({ met: false, followed: false, counts: null });
	expect(personOf({ ...toldPerson(), following: true })).toMatchObject({ met: true, followed: true });
});
