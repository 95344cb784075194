import { expect, test } from "vitest";
import { appealOf, reportOf } from "./shapes";

const origin = "https://example.org";
const video = { id: "v", author: "@jun:example.org", caption: "A fight", playback: { poster: "/p.jpg" } };

test("what is reported, and whose it is", () => {
	expect(reportOf({ id: 3, kind: "video", video, reason: "violence" }, origin)).toMatchObject({
		id: "3",
		kind: "video",
		userId: "@jun:example.org",
		video: { poster: "/p.jpg" },
		decided: null,
	});
	const comment = { id: "c", text: "Buy tea" };
	const person = { user_id: "@tom:example.org" };
	expect(reportOf({ id: 4, kind: "comment", video, comment, person }, origin)).toMatchObject({
		kind: "comment",
		comment: "Buy tea",
		userId: "@tom:example.org",
	});
	expect(reportOf({ id: 5, kind: "person", person }, origin)).toMatchObject({
		kind: "person",
		userId: "@tom:example.org",
	});
});

test("pictures of others are not shown, and what is missing breaks nothing", () => {
	const elsewhere = { id: "v", poster: "https://elsewhere.org/p.jpg" };
	expect(reportOf({ id: 1, video: elsewhere }, origin).video?.poster).toBeNull();
	expect(appealOf({ id: 1 }, origin)).toMatchObject({ video: null, author: null, text: "" });
});
