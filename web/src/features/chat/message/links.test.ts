import { describe, expect, it } from "vitest";
import { firstWebLink, linkParts, matrixLink, matrixToLink } from "./links";

const addresses = (text: string) => linkParts(text).flatMap((part) => part.href ?? []);

describe("linkParts", () => {
	it("leaves the sentence's punctuation to the sentence", () => {
		expect(addresses("See https://example.org/a_(b)). Or (http://x.y/z), www.foo.bar!")).toEqual([
			"https://example.org/a_(b)",
			"http://x.y/z",
			"https://www.foo.bar",
		]);
	});
	it("ends at Chinese punctuation", () => {
		expect(addresses("看https://例子.中国/路径，好吗？还有 https://b.org。")).toEqual([
			"https://例子.中国/路径",
			"https://b.org",
		]);
	});
	it("makes no link of scripts or broken addresses", () => {
		expect(addresses("javascript:alert(1) http:// data:text/html,x https://")).toEqual([]);
	});
	it("keeps every character of the text", () => {
		const text = "a https://b.c d\nhttps://e.f/g.";
		expect(
			linkParts(text)
				.map((part) => part.text)
				.join(""),
		).toBe(text);
	});
	it("is quick with a long text", () => {
		const started = performance.now();
		linkParts("https://a.b/".repeat(10_000) + "(".repeat(50_000));
		expect(performance.now() - started).toBeLessThan(1_000);
	});
});

describe("firstWebLink", () => {
	it("passes Matrix addresses over", () => {
		expect(firstWebLink("https://matrix.to/#/@a:b http://c.d")).toBe("http://c.d");
		expect(firstWebLink("nothing")).toBeNull();
	});
});

describe("matrixLink", () => {
	it("reads both forms", () => {
		expect(matrixLink("https://matrix.to/#/%40mei%3Ahost")).toEqual({ kind: "person", userId: "@mei:host" });
		expect(matrixLink("matrix:u/mei:host")).toEqual({ kind: "person", userId: "@mei:host" });
		expect(matrixLink("matrix:roomid/abc:host/e/xyz?via=host")).toEqual({
			kind: "room",
			idOrAlias: "!abc:host",
			eventId: "$xyz",
			via: ["host"],
		});
	});
	it("is not fooled", () => {
		expect(matrixLink("https://evil.example/#/@mei:host")).toBeNull();
		expect(matrixLink("https://matrix.to/#/%")).toBeNull();
		expect(matrixLink("https://matrix.to/#/hello")).toBeNull();
	});
	it("reads what we write", () => {
		expect(matrixLink(matrixToLink("!r:h", "$e", ["h"]))).toMatchObject({ idOrAlias: "!r:h", eventId: "$e" });
	});
});
