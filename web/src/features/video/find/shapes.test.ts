import { expect, test } from "vitest";
import { toldPerson } from "../told.fixture";
import { soundOf } from "./shapes";

const origin = "https://example.org";

test("a sound has its own server's picture and file, or none", () => {
	const told = {
		id: "s",
		title: "",
		author: toldPerson(),
		duration_ms: 1500,
		videos: 2,
		of_video: "v",
		poster: "//elsewhere.org/x.jpg",
		mp4: "/_causeway/v1/videos/v/media/1/video.mp4",
	};
	expect(soundOf(told, origin)).toMatchObject({
		title: null,
		seconds: 1.5,
		video: "v",
		author: { userId: "@ana:example.org" },
		poster: null,
		file: told.mp4,
	});
});
