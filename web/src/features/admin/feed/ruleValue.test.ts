import { expect, test } from "vitest";
import { kindsFor, ruleValue } from "./ruleValue";

test("what is pasted or typed becomes what the server knows it by", () => {
	expect(ruleValue("video", " https://example.org/v/aB3_x?comments ", "example.org")).toBe("aB3_x");
	expect(ruleValue("video", "aB3_x", "example.org")).toBe("aB3_x");
	expect(ruleValue("tag", "##Tea", "example.org")).toBe("Tea");
	expect(ruleValue("tag", "https://example.org/video/tag/%E8%8C%B6", "example.org")).toBe("茶");
	expect(ruleValue("sound", "https://example.org/video/sound/s1", "example.org")).toBe("s1");
	expect(ruleValue("author", "tom", "example.org")).toBe("@tom:example.org");
	expect(ruleValue("author", "@tom:other.org", "example.org")).toBe("@tom:other.org");
	expect(ruleValue("author", "https://example.org/video/people/%40tom%3Aexample.org", "x")).toBe(
		"@tom:example.org",
	);
});

test("nothing stays nothing, and a broken address breaks nothing", () => {
	expect(ruleValue("author", " @ ", "example.org")).toBe("");
	expect(ruleValue("tag", " # ", "example.org")).toBe("");
	expect(ruleValue("tag", "https://example.org/video/tag/%E8", "example.org")).toBe("%E8");
});

test("single videos alone are pinned", () => {
	expect(kindsFor("video")).toContain("pin");
	expect(kindsFor("tag")).not.toContain("pin");
});
