import { expect, test } from "vitest";
import { appIn, appName, appOf, bytesOf, callFor, infoIn, updateContent, updatesIn } from "./events";

const file = { msgtype: "m.file", body: "chess.xdc", filename: "chess.xdc" };
const update = (payload: unknown, more = {}) => ({ id: "1", addr: "a", payload, ...more });

test("a mini-app is known by its mark, or by the type of its file as other clients send it", () => {
	expect(appIn({ ...file, "io.causeway.xdc": { name: "Chess\u202e", sha256: "zz" } })).toEqual({
		name: "Chess",
		sha256: null,
	});
	expect(appIn({ ...file, info: { mimetype: "application/webxdc+zip" } })?.name).toBe("chess");
	expect(appIn(file)).toBeNull();
	expect(appIn({ msgtype: "m.text", "io.causeway.xdc": { name: "Chess" } })).toBeNull();
	expect(appIn({ ...file, "io.causeway.xdc": { name: "x".repeat(999) } })?.name).toHaveLength(60);
});

test("a mini-app is called as its reader's language has it", () => {
	const names = { "zh-Hans": "国际象棋\u202e", de: 7, fr: "" };
	const app = appIn({ ...file, "io.causeway.xdc": { name: "Chess", names } });
	expect(app?.names).toEqual({ "zh-Hans": "国际象棋" });
	expect(app && [appName(app, "zh"), appName(app, "en"), appName(app, "fr")]).toEqual([
		"国际象棋",
		"Chess",
		"Chess",
	]);
	expect(appIn({ ...file, "io.causeway.xdc": { name: "Chess", names: "x" } })?.names).toEqual({});
});

test("updates come back as they were sent: floats, order of keys, several together", async () => {
	const sent = [update({ b: 0.1, a: [null] }), update("x", { id: "2", info: "Mei moved", href: "#3" })];
	const content = await updateContent("$app", sent, {});
	expect(appOf(content)).toBe("$app");
	expect(await updatesIn(content)).toEqual(sent);
	expect(JSON.stringify((await updatesIn(content))[0]?.payload)).toBe('{"b":0.1,"a":[null]}');
	expect(infoIn(content)).toEqual({ text: "Mei moved", href: "#3" });
	expect(content["m.mentions"]).toBeUndefined();
});

test("an update whose quotes would double it is packed, and fits into an event", async () => {
	const sent = [update('"\\'.repeat(9_500))];
	const content = await updateContent("$app", sent, {});
	expect(content.update).toBeUndefined();
	expect(bytesOf(JSON.stringify(content))).toBeLessThan(44_500);
	expect(await updatesIn(content)).toEqual(sent);
});

test("who is called is named for push, and hears the words", async () => {
	const content = await updateContent("$app", [update(1)], { "@mei:h": "Your turn" });
	expect(content["m.mentions"]).toEqual({ user_ids: ["@mei:h"] });
	expect((content["m.relates_to"] as { notify?: unknown }).notify).toEqual(["@mei:h"]);
	expect(callFor(content, "@mei:h")).toBe("Your turn");
	expect(callFor(content, "@tom:h")).toBeNull();
});

test("what strangers write is cut to what it may be", async () => {
	const read = async (one: unknown) => (await updatesIn({ update: JSON.stringify(one) }))[0];
	expect((await read({ payload: 1, info: `a\nb${"x".repeat(500)}` }))?.info).toHaveLength(120);
	for (const href of ["https://evil.example", "//evil.example/x", "javascript:alert(1)", 7])
		expect((await read({ payload: 1, href }))?.href).toBeUndefined();
	expect((await read({ payload: 1, href: "page.html?a=1#b" }))?.href).toBe("page.html?a=1#b");
	expect(await read({ info: "no payload" })).toBeUndefined();
	expect(await updatesIn({ update: "{" })).toEqual([]);
	expect(await updatesIn({ update_deflate: "no base64!" })).toEqual([]);
	expect(await updatesIn({})).toEqual([]);
});

test("a packed bomb is not unpacked", async () => {
	const { deflated } = await import("./deflate");
	const bomb = await deflated(`{"payload":"${"0".repeat(5_000_000)}"}`);
	expect(bomb.length).toBeLessThan(20_000);
	expect(await updatesIn({ update_deflate: bomb })).toEqual([]);
});
