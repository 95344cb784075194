import { describe, expect, it } from "vitest";
import { appMessage } from "./appMessages";

const read = (data: unknown) => appMessage(data, 1000);

describe("what a mini-app says", () => {
	it("is taken in one of the shapes that there are, and otherwise not at all", () => {
		expect(read({ type: "pong", more: 1 })).toEqual({ type: "pong" });
		expect(read({ type: "listen", id: 1, serial: -5 })).toEqual({ type: "listen", id: 1, serial: 0 });
		expect(read({ type: "listen", id: 1, serial: 7 })).toEqual({ type: "listen", id: 1, serial: 7 });
		for (const bad of [
			null,
			"pong",
			[],
			{},
			{ type: "eval" },
			{ type: "listen", id: "1" },
			{ type: "listen", id: Number.NaN },
			{ type: "all" },
			{ type: "__proto__" },
			{ type: { toString: () => "pong" } },
			{ type: "sendUpdate", update: { payload: 1 } },
			{ type: "sendUpdate", update: "{" },
			{ type: "sendUpdate", update: "null" },
			{ type: "sendUpdate", update: '{"info":"no payload"}' },
			{ type: "realtime", data: "x" },
			{ type: "realtime", data: new ArrayBuffer(128_001) },
			{ type: "sendToChat", id: 1 },
			{ type: "sendToChat", id: 1, file: { name: "x", blob: "y" } },
		])
			expect(read(bad), JSON.stringify(bad)).toBeNull();
	});

	it("is an update that is measured before it is parsed", () => {
		const update = (text: string) => read({ type: "sendUpdate", update: text });
		expect(update('{"payload":{"a":1},"info":"x"}')).toEqual({
			type: "sendUpdate",
			update: { payload: { a: 1 }, info: "x" },
		});
		expect(update(`[${"[".repeat(2000)}`)).toMatch(/sendUpdateMaxSize/);
		expect(update(JSON.stringify({ payload: "字".repeat(400) }))).toMatch(/sendUpdateMaxSize/);
	});

	it("leads out by the schemes that people know", () => {
		const link = (href: unknown) => read({ type: "link", href });
		expect(link("https://example.org/a?b#c")).toEqual({ type: "link", href: "https://example.org/a?b#c" });
		expect(link("mailto:a@example.org")).toEqual({ type: "link", href: "mailto:a@example.org" });
		for (const bad of [
			"javascript:alert(1)",
			"data:text/html,x",
			"file:///etc/passwd",
			"blob:x",
			"x",
			5,
			"intent://x",
		])
			expect(link(bad), String(bad)).toBeNull();
	});

	it("hands over files by a plain name, empty ones too", () => {
		const blob = new Blob([]);
		const sent = (name: unknown) => read({ type: "sendToChat", id: 3, file: { name, blob } });
		expect((sent("../../a/\u202Eb.txt") as { file: File }).file.name).toBe("b.txt");
		expect((sent("/") as { file: File }).file.name).toBe("file");
		expect(sent(5)).toBeNull();
	});

	it("asks for files of kinds that are words", () => {
		const asked = read({
			type: "importFiles",
			id: 1,
			extensions: [".ics", 5],
			mimeTypes: "text/*",
			multiple: 1,
		});
		expect(asked).toEqual({ type: "importFiles", id: 1, filter: { multiple: false, extensions: [".ics"] } });
	});
});
