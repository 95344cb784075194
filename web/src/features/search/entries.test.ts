import { expect, test } from "vitest";
import { entryOf } from "./entries";

const event = (content: Record<string, unknown>, type = "m.room.message") => ({
	eventId: "$1",
	roomId: "!r",
	sender: "@a:b",
	ts: 1,
	type,
	content,
});

test("what was written in Markdown is found and shown as what it means", () => {
	const body = "# Saturday\n**noon** at the `pier`, _bring_ hats, see [the map](https://example.org/a_b_c)";
	expect(entryOf(event({ msgtype: "m.text", body, formatted_body: "<h1>…</h1>" }))?.text).toBe(
		"Saturday\nnoon at the pier, bring hats, see the map",
	);
	expect(entryOf(event({ msgtype: "m.text", body: "2 * 3 * 4, snake_case_name" }))?.text).toBe(
		"2 * 3 * 4, snake_case_name",
	);
});

test("text, captions and names of files", () => {
	expect(entryOf(event({ msgtype: "m.text", body: "hello" }))).toMatchObject({ text: "hello", kind: "text" });
	expect(entryOf(event({ msgtype: "m.image", body: "At the pier", filename: "IMG_1.jpg" }))).toMatchObject({
		text: "At the pier\nIMG_1.jpg",
		kind: "image",
	});
});

test("a reply is found by its own words alone", () => {
	expect(entryOf(event({ msgtype: "m.text", body: "> <@x:y> quoted\n> more\n\nmine" }))?.text).toBe("mine");
});

test("an edit carries the new words and says whose they replace", () => {
	const edit = event({
		msgtype: "m.text",
		body: "* new",
		"m.new_content": { msgtype: "m.text", body: "new" },
		"m.relates_to": { rel_type: "m.replace", event_id: "$0" },
	});
	expect(entryOf(edit)).toMatchObject({ text: "new", edits: "$0" });
});

test("a poll is found by its question and answers", () => {
	const poll = {
		"org.matrix.msc3381.poll.start": {
			question: { "org.matrix.msc1767.text": "Dinner?" },
			answers: [{ id: "1", "org.matrix.msc1767.text": "Noodles" }],
		},
	};
	expect(entryOf(event(poll, "org.matrix.msc3381.poll.start"))?.text).toBe("Dinner?\nNoodles");
});

test("hostile content makes no entry and no error", () => {
	for (const content of [
		{},
		{ body: 7 },
		{ body: null, msgtype: {} },
		{ "m.relates_to": { rel_type: "m.replace", event_id: "$0" }, "m.new_content": 3 },
		{ "m.relates_to": { rel_type: "m.replace", event_id: "$0" }, "m.new_content": { "m.relates_to": 4 } },
	])
		expect(entryOf(event(content as Record<string, unknown>))).toBeNull();
	expect(entryOf(event({ "m.poll": { answers: "x", question: [] } }, "m.poll.start"))).toBeNull();
	expect(entryOf(event({ body: "x".repeat(100_000) }))?.text.length).toBe(8_000);
});
