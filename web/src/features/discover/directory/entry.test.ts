import { describe, expect, it } from "vitest";
import { archiveOf, categoryName, type Entry, inLanguage, ofContacts, pictureOf, siteOf } from "./entry";

const entry = (more: Partial<Entry>): Entry => ({
	id: "x",
	kind: "organisation",
	name: "X",
	summary: "",
	description: "",
	category: "city",
	languages: [],
	verification: "none",
	added_ts: 0,
	changed_ts: 0,
	server: "localhost",
	signatures: {},
	...more,
});

const app = { app_id: "a", version: "1", sha256: "", size: 1, permissions: [] };

describe("an entry of the directory", () => {
	it("has a picture from here or none", () => {
		expect(pictureOf(entry({ icon: "mxc://localhost/x" }))).toEqual({ mxc: "mxc://localhost/x" });
		expect(pictureOf(entry({ icon: "https://elsewhere.example/x.png" }))).toEqual({});
		const path = "/_causeway/v1/directory/icons/00?from=elsewhere.example";
		expect(pictureOf(entry({ icon: "mxc://a/b", unsigned: { icon: path } }))).toEqual({ path });
	});
	it("is fetched from here alone", () => {
		const url = "/_causeway/v1/directory/mini-apps/a/1.xdc";
		expect(archiveOf(entry({ mini_app: { ...app, url } }))).toBe(url);
		expect(
			archiveOf(entry({ mini_app: { ...app, url: "https://elsewhere.example/a.xdc" } })),
		).toBeUndefined();
		expect(archiveOf(entry({}))).toBeUndefined();
	});
	it("opens no site that a browser would run", () => {
		expect(siteOf(entry({ site: "https://school.example/a" }))?.host).toBe("school.example");
		for (const site of ["javascript:alert(1)", "http://a.example", "nonsense"])
			expect(siteOf(entry({ site }))).toBeUndefined();
	});
	it("stands in a street that has a name", () => {
		expect(categoryName("health")).toBe("discover.category.health");
		expect(categoryName("toString")).toBe("discover.category.tools");
	});
	it("is near if somebody I know answers for it", () => {
		const mine = entry({ id: "a", user_id: "@mei:localhost" });
		expect(ofContacts([mine, entry({}), entry({ user_id: "@eve:x" })], new Set(["@mei:localhost"]))).toEqual([
			mine,
		]);
	});

	it("is read in one's own language, where it speaks it", () => {
		const translations = {
			"zh-Hans": { name: "国际象棋", description: "在聊天里下棋\n规则完整" },
			pt: { name: "", description: "" },
		};
		const chess = entry({
			kind: "mini_app",
			name: "Chess",
			summary: "In a chat",
			mini_app: { ...app, url: "", translations },
		});
		expect(inLanguage(chess, "zh-CN")).toMatchObject({ name: "国际象棋", summary: "在聊天里下棋" });
		expect(inLanguage(chess, "en")).toBe(chess);
		expect(inLanguage(chess, "pt")).toMatchObject({ name: "Chess", summary: "In a chat" });
	});
});
