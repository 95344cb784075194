import { expect, test } from "vitest";
import { type Draft, firstChoices } from "./drafts";
import { newVideoOf } from "./newVideo";

const draft = (choices: Partial<Draft>): Draft => ({
	...firstChoices,
	id: "d",
	created: 0,
	size: 1,
	seconds: 9,
	width: 9,
	height: 16,
	cover: null,
	stage: "draft",
	upload: null,
	videoId: null,
	reason: null,
	...choices,
});

test("a server that only takes videos is told nothing else", () => {
	const all = newVideoOf(
		draft({ caption: " hi ", trim: { start: 1, end: 2 }, allowDuet: false }),
		"/u/1",
		false,
	);
	expect(all).toEqual({
		upload: "/u/1",
		caption: "hi",
		language: null,
		visibility: "public",
		comments: true,
		sensitive: false,
	});
});

test("the cover is a moment of what is kept", () => {
	const made = newVideoOf(draft({ trim: { start: 1, end: 4 }, coverAt: 2.5 }), "/u/1", true);
	expect(made).toMatchObject({ trim: { start_ms: 1000, end_ms: 4000 }, cover_ms: 1500 });
	expect(made.speed).toBeUndefined();
	const fast = newVideoOf(draft({ trim: { start: 1, end: 4 }, coverAt: 2.5, speed: 2 }), "/u/1", true);
	expect(fast).toMatchObject({ trim: { start_ms: 1000, end_ms: 4000 }, cover_ms: 750, speed: 2 });
});

test("captions, a time that has not passed, and others' videos", () => {
	const soon = Date.now() + 60_000;
	const cues = [{ start: 0, end: 1, text: "你好" }];
	const use = { kind: "stitch", of: "v", part: { start: 1, end: 3 } } as const;
	expect(newVideoOf(draft({ language: "zh", cues, publishAt: soon, use }), "/u/1", true)).toMatchObject({
		captions: [{ language: "zh", label: "中文" }],
		publish_at: soon,
		stitch_of: "v",
		stitch: { start_ms: 1000, end_ms: 3000 },
	});
	expect(newVideoOf(draft({ publishAt: 5 }), "/u/1", true).publish_at).toBeUndefined();
});
