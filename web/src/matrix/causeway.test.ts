import { expect, expectTypeOf, test } from "vitest";
import { type AnswerOf, type AskedWith, filled, type Told } from "./causeway";

test("places are filled, and what is not said is left out", () => {
	const path = { user_id: "@mei:example.org" };
	expect(filled("users/{user_id}/videos", { path, query: { limit: 12, from: null } })).toBe(
		"users/%40mei%3Aexample.org/videos?limit=12",
	);
	expect(filled("search", { query: { q: "#a b&c", kind: undefined } })).toBe("search?q=%23a%20b%26c");
});

test("calls have the types of the document", () => {
	expectTypeOf<AnswerOf<"get", "videos/{id}">>().toEqualTypeOf<Told<"ShownVideo">>();
	expectTypeOf<AskedWith<"post", "videos">>().toMatchTypeOf<{ body: Told<"NewVideo"> }>();
	expectTypeOf<AskedWith<"put", "videos/{id}/like">>().toMatchTypeOf<{ path: { id: string } }>();
});
