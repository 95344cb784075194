import { expect, test } from "vitest";
import { captioned, draftsOf, moved, tooLarge } from "./drafts";

const file = (name: string, bytes: number, type: string) => new File([new Uint8Array(bytes)], name, { type });

test("a file over the server's limit is refused; a picture that becomes smaller on the way is not", () => {
	const [film, photo] = draftsOf([file("a.mp4", 100, "video/mp4"), file("b.jpg", 100, "image/jpeg")]);
	if (!film || !photo) throw new Error("no drafts");
	expect(tooLarge(film, false, 99)).toBe(true);
	expect(tooLarge(film, false, 100)).toBe(false);
	expect(tooLarge(film, false, null)).toBe(false);
	expect(tooLarge(photo, false, 99)).toBe(false);
	expect(tooLarge(photo, true, 99)).toBe(true);
});

test("drafts change places, and stay when there is no place to go", () => {
	const drafts = draftsOf(["a", "b", "c"].map((name) => file(name, 1, "")));
	const names = (list: typeof drafts) => list.map((draft) => draft.file.name).join("");
	expect(names(moved(drafts, 0, 1))).toBe("bac");
	expect(names(moved(drafts, 2, -1))).toBe("acb");
	expect(names(moved(drafts, 5, 1))).toBe("abc");
});

test("words and people of a caption change one after the other, and only its own", () => {
	const drafts = draftsOf(["a", "b"].map((name) => file(name, 1, "")));
	const id = drafts[1]?.id ?? "";
	const mei = { userId: "@mei:h", name: "Mei" };
	const written = captioned(captioned(drafts, id, { mentions: [mei] }), id, { text: "@Mei" });
	expect(written.map((draft) => draft.caption)).toEqual([
		{ text: "", mentions: [] },
		{ text: "@Mei", mentions: [mei] },
	]);
});
