import { expect, test } from "vitest";
import { isPlayer, outOf } from "./path";

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
	expect(outOf("/v/abc")).toBe("/video");
});

test("the frame is dark around the player alone", () => {
	const dark = ["/video", "/v/abc", "/video/people/@a:b/watch", "/video/tag/x/watch", "/video/new/camera"];
	expect(dark.filter(isPlayer)).toEqual(dark);
	expect(["/video/new", "/video/tag/x", "/chat", "/v"].filter(isPlayer)).toEqual([]);
});
