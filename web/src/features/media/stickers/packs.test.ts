import { expect, test } from "vitest";
import { freeShortcode, packContent, packOf } from "./packs";

const mine = { kind: "mine" } as const;
const image = (url: string, more = {}) => ({ url, body: url.slice(-1), ...more });

test("a pack is read in its order, and only what can be a sticker", () => {
	const pack = packOf(mine, {
		pack: { display_name: "Cats" },
		images: {
			a: image("mxc://s/a"),
			b: image("mxc://s/b", { usage: ["sticker"] }),
			emoji: image("mxc://s/e", { usage: ["emoticon"] }),
			evil: image("https://evil/x"),
			odd: 7,
		},
		"org.causeway.order": ["b", "a"],
	});
	expect(pack.name).toBe("Cats");
	expect(pack.stickers.map(({ shortcode }) => shortcode)).toEqual(["b", "a"]);
});

test("hostile packs are empty packs", () => {
	for (const content of [{}, { images: [] }, { images: "x", pack: 3 }, { images: { a: null } }])
		expect(packOf(mine, content).stickers).toEqual([]);
});

test("saving keeps what other clients put there, and removes what was removed", () => {
	const before = {
		images: {
			a: image("mxc://s/a", { "com.x": 1 }),
			b: image("mxc://s/b"),
			e: image("mxc://s/e", { usage: ["emoticon"] }),
		},
		pack: { attribution: "me" },
	};
	const stickers = packOf(mine, before).stickers.filter(({ shortcode }) => shortcode === "a");
	const after = packContent(before, { name: "Cats", stickers });
	expect(Object.keys(after.images as object).sort()).toEqual(["a", "e"]);
	expect(after.images).toMatchObject({ a: { "com.x": 1, usage: ["sticker"] }, e: { usage: ["emoticon"] } });
	expect(after.pack).toEqual({ attribution: "me", display_name: "Cats" });
});

test("shortcodes are unique and plain", () => {
	const taken = [{ shortcode: "cat", url: "", body: "", info: {} }];
	expect(freeShortcode("cat.png", taken)).toBe("cat_2");
	expect(freeShortcode("开心 猫!.webp", taken)).toBe("开心_猫_");
	expect(freeShortcode("???.png", [])).toBe("_");
});
