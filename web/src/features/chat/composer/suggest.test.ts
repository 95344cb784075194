import { describe, expect, it } from "vitest";
import { namesFor, searchPeople, triggerAt } from "./suggest";

const at = (text: string) => triggerAt(text, text.length);

describe("triggerAt", () => {
	it("finds a person", () => {
		expect(at("hi @me")).toEqual({ kind: "person", query: "me", start: 3 });
		expect(at("@")).toEqual({ kind: "person", query: "", start: 0 });
		expect(at("你好@小")).toEqual({ kind: "person", query: "小", start: 2 });
	});
	it("leaves mail addresses and times alone", () => {
		expect(at("mei@host")).toBeNull();
		expect(at("12:30")).toBeNull();
		expect(at("note: x")).toBeNull();
		expect(at(":)")).toBeNull();
	});
	it("finds an emoji from two letters on", () => {
		expect(at("so :sm")).toEqual({ kind: "emoji", query: "sm", start: 3 });
		expect(at("so :s")).toBeNull();
	});
	it("looks at the cursor, not at the end", () => {
		expect(triggerAt("@me and more", 3)).toMatchObject({ query: "me" });
	});
});

it("finds people by name before id", () => {
	const people = [
		{ userId: "@tom:h", name: "Anatom" },
		{ userId: "@x:h", name: "Tom" },
		{ userId: "@y:h", name: "Big Tom" },
		{ userId: "@z:h", name: "Mei" },
	];
	expect(searchPeople(people, "tom").map((one) => one.userId)).toEqual(["@x:h", "@tom:h", "@y:h"]);
	expect(searchPeople(people, "")).toHaveLength(4);
});

describe("namesFor", () => {
	it("finds somebody by my own name for them, and writes the name that everybody knows", () => {
		const auntie = { userId: "@m:h", ...namesFor("Auntie", "Mei Chen") };
		for (const query of ["aun", "mei", "chen"]) expect(searchPeople([auntie], query)).toEqual([auntie]);
		expect(auntie.written).toBe("Mei Chen");
		expect(auntie.name).toBe("Auntie (Mei Chen)");
		expect(namesFor("Mei", "Mei").name).toBe("Mei");
	});
});
