import { describe, expect, it } from "vitest";
import { contentOf } from "./markdown";

const html = (text: string) => contentOf(text).formatted_body;

describe("contentOf", () => {
	it("sends plain words as plain words", () => {
		expect(contentOf("Hello\nworld, see https://example.org :)")).toEqual({
			msgtype: "m.text",
			body: "Hello\nworld, see https://example.org :)",
			"m.mentions": {},
		});
	});
	it("makes HTML of Markdown, without a frame around one paragraph", () => {
		expect(html("**a** and `b`")).toBe("<strong>a</strong> and <code>b</code>");
		expect(html("- a\n- b")).toContain("<li>a</li>");
	});
	it("takes pasted lines as they are, indented ones too", () => {
		expect(html("first\nsecond\n\n\tindented\n    more\nlast")).toBeUndefined();
		expect(html("```\na\n```")).toContain("<pre><code>");
	});
	it("keeps typed HTML as text", () => {
		expect(html("**x** <script>alert(1)</script>")).not.toContain("<script>");
		expect(html("**x** <b onclick=1>y</b>")).toContain("&lt;b onclick=1&gt;");
	});
	it("fetches no pictures", () => {
		expect(html("![cat](https://evil/x.png)")).toBe('<a href="https://evil/x.png">cat</a>');
	});
	it("hides spoilers", () => {
		expect(html("the end: ||she **dies**||")).toBe(
			"the end: <span data-mx-spoiler>she <strong>dies</strong></span>",
		);
		expect(html("a || b || c")).toBeUndefined();
	});
	it("makes pills of picked people only, the longest name first", () => {
		const content = contentOf("@Mei Chen and @Mei and @Tom", [
			{ userId: "@mei:h", name: "Mei" },
			{ userId: "@chen:h", name: "Mei Chen" },
			{ userId: "@gone:h", name: "Gone" },
		]);
		expect(content.formatted_body).toBe(
			'<a href="https://matrix.to/#/%40chen%3Ah">Mei Chen</a> and <a href="https://matrix.to/#/%40mei%3Ah">Mei</a> and @Tom',
		);
		expect(content["m.mentions"]).toEqual({ user_ids: ["@chen:h", "@mei:h"] });
	});
	it("does not take the beginning of a word for a name", () => {
		const mei = [{ userId: "@mei:h", name: "Mei" }];
		expect(contentOf("@Meiling", mei)).toEqual({ msgtype: "m.text", body: "@Meiling", "m.mentions": {} });
		expect(contentOf("@Mei你好", mei)["m.mentions"]).toEqual({ user_ids: ["@mei:h"] });
	});
	it("addresses the room only where that is allowed", () => {
		expect(contentOf("@room dinner!", [], true)["m.mentions"]).toEqual({ room: true });
		expect(contentOf("@room dinner!", [], false)["m.mentions"]).toEqual({});
		expect(contentOf("x@room.org @roommate", [], true)["m.mentions"]).toEqual({});
	});
	it("knows an emote", () => {
		expect(contentOf("/me waves")).toMatchObject({ msgtype: "m.emote", body: "waves" });
	});
});
