import { expect, test } from "vitest";
import { excerpt, score } from "./rank";
import { fold, wantedOf } from "./tokens";

const now = Date.UTC(2026, 10, 26);
const of = (text: string, query: string, daysAgo = 0) =>
	score(fold(text), fold(query), wantedOf(query), now - daysAgo * 86_400_000, now);
const marked = (text: string, query: string) =>
	excerpt(text, wantedOf(query))
		.map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
		.join("");

test("what stands together comes before what stands apart", () => {
	expect(of("the round table", "round table")).toBeGreaterThan(of("a table, not round", "round table"));
});

test("a whole word comes before a beginning, a beginning before an inside", () => {
	expect(of("port", "port")).toBeGreaterThan(of("portable", "port"));
	expect(of("portable", "port")).toBeGreaterThan(of("airport", "port"));
});

test("fresh comes before old, but a good old answer before a poor fresh one", () => {
	expect(of("lunch", "lunch", 1)).toBeGreaterThan(of("lunch", "lunch", 400));
	expect(of("dinner table", "dinner table", 30)).toBeGreaterThan(
		of("tableware for dinners", "dinner table", 0),
	);
});

test("what lacks a piece is no answer", () => {
	expect(of("旧码头", "码头")).toBeGreaterThan(0);
	// Both pairs are there, the three characters are not together.
	expect(of("周二二维", "周二维")).toBe(0);
});

test("the excerpt shows and marks the hit, in the original spelling", () => {
	expect(marked("See you at the Café", "cafe")).toBe("See you at the [Café]");
	expect(marked("通知：旧码头周二维修", "码头")).toBe("通知：旧[码头]周二维修");
	expect(marked("de\u0301ja\u0300 vu", "deja")).toBe("[de\u0301ja\u0300] vu");
	const long = `${"word ".repeat(100)}needle${" word".repeat(100)}`;
	const shown = marked(long, "needle");
	expect(shown).toContain("[needle]");
	expect(shown.length).toBeLessThan(200);
	expect(marked("no hit here", "zebra")).toBe("no hit here");
});

test("an excerpt never ends in half a character", () => {
	const pieces = excerpt("😀".repeat(200), wantedOf("zebra"));
	expect(pieces.map((piece) => piece.text).join("")).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});
