import { expect, test } from "vitest";
import { fold, foldWithPlaces, termsOf, wantedOf } from "./tokens";

/** Whether a search for `query` would ask the index for terms that a message has. */
function meets(text: string, query: string): boolean {
	const terms = termsOf(text);
	const wanted = wantedOf(query);
	return (
		wanted.length > 0 &&
		wanted.every(({ terms: asked, prefix }) =>
			asked.every((term) => terms.some((one) => (prefix ? one.startsWith(term) : one === term))),
		)
	);
}

test("case, accents and width do not matter", () => {
	expect(fold("Café ＡＢＣ Straße")).toBe("cafe abc straße");
	expect(meets("See you at the Café", "cafe")).toBe(true);
	expect(meets("naïve résumé", "RESUME")).toBe(true);
	expect(meets("ＮＨＫ", "nhk")).toBe(true);
});

test("words are found by their beginning, and all of them must be there", () => {
	expect(meets("Landed safely! See you at six", "land")).toBe(true);
	expect(meets("Landed safely! See you at six", "six land")).toBe(true);
	expect(meets("Landed safely!", "landed tomorrow")).toBe(false);
	expect(meets("Landed", "anded")).toBe(false);
});

test("Chinese is found by any piece of it", () => {
	const text = "通知：旧码头周二维修，暂停开放";
	for (const query of ["旧码头", "码头", "头", "停", "放", "周二", "维修，暂停"])
		expect(meets(text, query), query).toBe(true);
	expect(meets(text, "码周")).toBe(false);
});

test("mixed scripts are cut where they change", () => {
	expect(termsOf("用iPhone拍的照片")).toContain("iphone");
	expect(meets("用iPhone拍的照片", "iphone照片")).toBe(true);
	expect(meets("第3号码头", "3号")).toBe(true);
	expect(meets("東京タワーへ行く", "タワー")).toBe(true);
});

test("right-to-left scripts are found with and without points and stretching", () => {
	expect(meets("שָׁלוֹם לכולם", "שלום")).toBe(true);
	expect(meets("السَّلامُ عليكم", "السلام")).toBe(true);
	expect(meets("ســـلام", "سلام")).toBe(true);
});

test("invisible characters do not part words", () => {
	expect(meets("pass\u200Bword \u202Egnp.exe", "password")).toBe(true);
});

test("a hostile message makes a bounded number of terms", () => {
	const many = Array.from({ length: 50_000 }, (_, i) => `w${i}`).join(" ");
	expect(termsOf(many).length).toBeLessThanOrEqual(2_000);
	expect(termsOf("x".repeat(100_000))).toEqual(["x".repeat(40)]);
	expect(wantedOf("a b c d e f g h i j k").length).toBe(8);
	expect(wantedOf("!!! ???")).toEqual([]);
});

test("emoji can be looked for", () => {
	expect(meets("多喝热水 😊", "😊")).toBe(true);
});

test("places lead back to the text", () => {
	const { folded, places } = foldWithPlaces("ﬁx É!");
	expect(folded).toBe("fix e!");
	expect(places).toEqual([0, 0, 1, 2, 3, 4, 5]);
});
