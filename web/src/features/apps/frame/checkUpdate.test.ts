import { describe, expect, it } from "vitest";
import { checkUpdate } from "./checkUpdate";

const check = (update: unknown) => checkUpdate(update, 1000);

describe("an update of an app", () => {
	it("keeps what the specification knows and nothing else", () => {
		const update = {
			payload: { a: [1, 2.5, null] },
			info: "x moved",
			document: "",
			summary: "3:2",
			extra: 1,
		};
		expect(check({ ...update, sender: "@me:x", href: "index.html#/2" })).toEqual({
			payload: { a: [1, 2.5, null] },
			info: "x moved",
			document: "",
			summary: "3:2",
			href: "index.html#/2",
		});
		for (const payload of [null, 0, "", false, []]) expect(check({ payload })).toEqual({ payload });
	});

	it("is refused without a payload, with one that is no JSON, and when it is too large", () => {
		const cycle: Record<string, unknown> = {};
		cycle.self = cycle;
		for (const bad of [
			undefined,
			null,
			"x",
			3,
			{},
			{ payload: undefined },
			{ payload: cycle },
			{ payload: 1n },
		])
			expect(check(bad)).toBe("shape");
		expect(check({ payload: "字".repeat(320) })).toMatchObject({});
		expect(check({ payload: "字".repeat(330) })).toBe("size");
	});

	it("has plain lines of bounded length", () => {
		const update = check({ payload: 1, info: `a\u202E\nb${"c".repeat(500)}`, summary: 5, document: " d " });
		expect(update).toEqual({ payload: 1, info: `a b${"c".repeat(197)}`, document: "d" });
	});

	it("links into the app alone", () => {
		const link = (href: unknown) => (check({ payload: 1, href }) as { href?: string }).href;
		expect(link("a/b.html?c#d")).toBe("a/b.html?c#d");
		expect(link("../../x")).toBe("x");
		for (const bad of [
			"https://evil.example",
			"//evil.example",
			"javascript:alert(1)",
			"data:,x",
			5,
			"#".repeat(3000),
		])
			expect(link(bad)).toBeUndefined();
	});

	it("notifies by address, with text", () => {
		const notify = { "*": "your turn", abc: "hey\n", bad: 5, __proto__: "x" };
		expect(check({ payload: 1, notify })).toEqual({ payload: 1, notify: { "*": "your turn", abc: "hey" } });
		expect(check({ payload: 1, notify: "x" })).toEqual({ payload: 1 });
	});
});
