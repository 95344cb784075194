import type { MatrixEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { contentOf } from "./markdown";
import { editOf, repliedTo, replyTo } from "./relate";

const event = (content: object = {}, sender = "@wei:h") =>
	({ getId: () => "$1", getSender: () => sender, getContent: () => content }) as unknown as MatrixEvent;

it("tells who is answered", () => {
	expect(replyTo(contentOf("yes"), event(), "@me:h")).toMatchObject({
		"m.mentions": { user_ids: ["@wei:h"] },
		"m.relates_to": { "m.in_reply_to": { event_id: "$1" } },
	});
	expect(replyTo(contentOf("yes"), event({}, "@me:h"), "@me:h")["m.mentions"]).toEqual({});
});

it("knows an answer from a thread's fallback", () => {
	const relation = { rel_type: "m.thread", event_id: "$r", "m.in_reply_to": { event_id: "$1" } };
	expect(repliedTo({ "m.relates_to": relation })).toBe("$1");
	expect(repliedTo({ "m.relates_to": { ...relation, is_falling_back: true } })).toBeNull();
	expect(repliedTo({ "m.relates_to": { "m.in_reply_to": { event_id: 5 } } })).toBeNull();
});

it("tells only those who are new in a change", () => {
	const people = [
		{ userId: "@a:h", name: "A" },
		{ userId: "@b:h", name: "B" },
	];
	const edit = editOf(event({ "m.mentions": { user_ids: ["@a:h"] } }), contentOf("@A @B **x**", people));
	expect(edit["m.mentions"]).toEqual({ user_ids: ["@b:h"] });
	expect(edit.body).toBe("* @A @B **x**");
	expect(edit["m.new_content"]).toMatchObject({ "m.mentions": { user_ids: ["@a:h", "@b:h"] } });
});
