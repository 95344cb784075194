import type { MatrixEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { forwarded } from "./forwarded";

it("leaves relations and mentions behind, and keeps the file", () => {
	const content = {
		msgtype: "m.image",
		body: "cat.png",
		file: { url: "mxc://h/1", key: { k: "k" } },
		formatted_body: "<mx-reply>old</mx-reply>new",
		"m.relates_to": { "m.in_reply_to": { event_id: "$1" } },
		"m.mentions": { user_ids: ["@a:h"] },
	};
	const sent = forwarded({
		getType: () => "m.room.message",
		getContent: () => content,
	} as unknown as MatrixEvent);
	expect(sent).toEqual({
		type: "m.room.message",
		content: {
			msgtype: "m.image",
			body: "cat.png",
			file: content.file,
			formatted_body: "new",
			"m.mentions": {},
		},
	});
	expect(sent.content.file).not.toBe(content.file);
});
