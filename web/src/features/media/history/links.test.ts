import { expect, test } from "vitest";
import { hostOf, linksIn } from "./links";

test("links are found without the sentence around them", () => {
	expect(linksIn("See https://a.example/x?y=1, and (http://b.example/z).")).toEqual([
		"https://a.example/x?y=1",
		"http://b.example/z",
	]);
	expect(linksIn("https://en.wikipedia.org/wiki/Noodle_(food)")).toEqual([
		"https://en.wikipedia.org/wiki/Noodle_(food)",
	]);
	expect(linksIn("看这个：https://a.example/路。好吗")).toEqual(["https://a.example/路"]);
});

test("each once, and only the web", () => {
	expect(linksIn("https://a.b https://a.b javascript:alert(1) ftp://x")).toEqual(["https://a.b"]);
	expect(linksIn("https://")).toEqual([]);
	expect(linksIn("no links")).toEqual([]);
});

test("hosts are shown as they are asked for", () => {
	expect(hostOf("https://www.a.example/x")).toBe("a.example");
	expect(hostOf("https://аpple.com/")).toBe("xn--pple-43d.com");
});
