import { describe, expect, it } from "vitest";
import { type ArchivedMessage, fileNameOf, pageOf } from "./page";

const words = {
	title: "Chen <family>",
	subtitle: "",
	recalled: "Recalled",
	unreadable: "Unreadable",
	missing: "Missing",
	language: "en",
};
const message = (change: Partial<ArchivedMessage>): ArchivedMessage => ({
	id: "$1",
	ts: Date.UTC(2026, 0, 10, 12),
	sender: "@a:x",
	name: "Ana",
	mine: false,
	kind: "m.text",
	body: "hi",
	...change,
});

describe("pageOf", () => {
	it("lets nothing of a message become markup", () => {
		const html = pageOf(
			[
				message({ body: "<script>alert(1)</script>", name: '"><img src=x onerror=1>' }),
				message({ kind: "m.image", file: 'files/"onload="x.png', body: "'\"" }),
			],
			words,
		);
		expect(html).not.toContain("<script");
		expect(html).not.toContain("<img src=x");
		expect(html).not.toContain('"onload=');
		expect(html).toContain("Chen &#60;family&#62;");
	});
	it("says what is missing, recalled and unreadable, and a day once", () => {
		const html = pageOf(
			[message({ kind: "m.image" }), message({ kind: "recalled" }), message({ kind: "unreadable" })],
			words,
		);
		for (const word of ["Missing", "Recalled", "Unreadable"]) expect(html).toContain(word);
		expect(html.match(/<h2>/g)).toHaveLength(1);
	});
});

describe("fileNameOf", () => {
	it("never leaves its folder and never repeats", () => {
		const taken = new Set<string>();
		expect(fileNameOf(message({ body: "../../etc/passwd" }), "", taken)).toBe("etcpasswd.bin");
		expect(fileNameOf(message({ body: "photo.JPG" }), "image/jpeg", taken)).toBe("photo.JPG");
		expect(fileNameOf(message({ body: "photo.jpg" }), "image/jpeg", taken)).toBe("photo (2).jpg");
		expect(fileNameOf(message({ body: "\u202e..." }), "image/png", taken)).toBe("file.png");
	});
});
