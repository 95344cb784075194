import { expect, test } from "vitest";
import { captionParts, nameBegun, tagsOf } from "./captions";

const marks = (caption: string) =>
	captionParts(caption, "here.org").flatMap((part) =>
		part.kind === "words" ? [] : [part.kind === "tag" ? `#${part.tag}` : part.userId],
	);

test("tags in either language, each once", () => {
	expect(tagsOf("Noodles #Noodles #home_cooking, again #noodles")).toEqual(["noodles", "home_cooking"]);
	expect(tagsOf("水开的工夫#拉面 别怕它#家常菜。")).toEqual(["拉面", "家常菜"]);
});

test("what only looks like a tag is words", () => {
	expect(marks("Room #1, a&#39;b, https://x.org/#part, C#sharp ##")).toEqual([]);
});

test("people by id, by name, and before a full stop", () => {
	expect(marks("with @mei and @tom:else.org:8448.")).toEqual(["@mei:here.org", "@tom:else.org:8448"]);
	expect(marks("谢谢@mei。 mail me@x.org")).toEqual(["@mei:here.org"]);
	expect(marks("by @ana.")).toEqual(["@ana:here.org"]);
});

test("all of the caption is there again", () => {
	const caption = "a #b @c. 很好#好\n<b>@d:e.f</b>";
	expect(
		captionParts(caption, "x")
			.map((part) => part.text)
			.join(""),
	).toBe(caption);
});

test("a name that is being written", () => {
	expect(nameBegun("hi @me", 6)).toEqual({ from: 3, typed: "me" });
	expect(nameBegun("@", 1)).toEqual({ from: 0, typed: "" });
	expect(nameBegun("a@me", 4)).toBeNull();
	expect(nameBegun("@mei hello", 10)).toBeNull();
});
