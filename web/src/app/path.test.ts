import { expect, test } from "vitest";
import { outOf } from "./path";

test("panes close one after the other, the innermost first", () => {
	const ways = ["/chat/!a/info/people/@ana:x"];
	for (let next = outOf(ways[0] ?? ""); next; next = outOf(next)) ways.push(next);
	expect(ways).toEqual([
		"/chat/!a/info/people/@ana:x",
		"/chat/!a/info/people",
		"/chat/!a/info",
		"/chat/!a",
		"/chat",
	]);
	expect(outOf("/chat/!a/thread/$b")).toBe("/chat/!a");
	expect(outOf("/me/devices")).toBe("/me");
	expect(outOf("/contacts")).toBeNull();
});
