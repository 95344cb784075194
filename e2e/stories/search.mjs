// Search: what was said is found on this device, also where nobody else can read it.
import assert from "node:assert/strict";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @param {import("../lib/person.mjs").Person} person @param {string} text */
const hit = (person, text) => person.page.getByTestId("message-hit").filter({ hasText: text }).first();
/** @param {import("../lib/person.mjs").Person} person */
const field = (person) => person.page.getByRole("searchbox", { name: person.t("search.title") });

story(
	"Chinese and English words of an encrypted chat are found, opened, and forgotten when recalled",
	async ({ server, person }) => {
		const mei = await person({ name: "mei", size: "phone", lang: "zh" });
		const tom = await person({ name: "tom", size: "desktop" });
		await mei.signUp();
		await tom.signUp();
		const roomId = await server.matrix.directChat(tom.account, mei.account.userId);
		await mei.accept("tom");
		await mei.send("我们周六去旧码头吃饺子");
		await mei.send("See you at the Café, dumplings and tea");
		await tom.openChat("mei");
		await tom.sees("旧码头");

		await mei.page.goBack();
		await mei.page.getByRole("link", { name: mei.t("search.hint") }).tap();
		for (const [query, text] of [
			["码头", "旧码头"],
			["饺", "饺子"],
			["cafe dump", "Café"],
		]) {
			await field(mei).fill(query);
			await hit(mei, text).waitFor();
		}
		await mei.axe("search results");
		await mei.fits("search results");
		await field(mei).fill("月亮");
		await mei.page.getByText(mei.t("search.nothing", { query: "月亮" })).waitFor();

		await field(mei).fill("饺子");
		await hit(mei, "饺子").waitFor();
		await mei.page.keyboard.press("ArrowDown");
		// People and chats come first, if any answers.
		await hit(mei, "饺子").focus();
		const address = (await hit(mei, "饺子").getAttribute("href")) ?? "";
		await mei.page.keyboard.press("Enter");
		await mei.sees("饺子");
		const eventId = decodeURIComponent(address.split("/event/")[1] ?? "");
		assert.match(eventId, /^\$/);

		// The way back leads to the answers, with what was typed.
		await mei.page.goBack();
		await hit(mei, "饺子").waitFor();
		const path = `/rooms/${encodeURIComponent(roomId)}/redact/${encodeURIComponent(eventId)}/once`;
		await server.matrix.request("PUT", path, { token: mei.account.token, body: {} });
		await field(mei).fill("饺");
		await mei.page.getByText(mei.t("search.nothing", { query: "饺" })).waitFor();
	},
);

story("the index is counted, deleted and built again", async ({ server, person }) => {
	const ana = await person({ name: "ana", size: "desktop" });
	await ana.signUp();
	const roomId = await server.matrix.createRoom(ana.account, { name: "Harbour", preset: "public_chat" });
	await server.matrix.send(ana.account, roomId, { msgtype: "m.text", body: "The lighthouse keeper" });
	await ana.open("/search");
	await field(ana).fill("lighthouse");
	await hit(ana, "keeper").waitFor();
	await ana.button("search.settings.title").click();
	await ana.page.getByText(ana.t("search.settings.messages")).waitFor();
	await ana.axe("search settings");
	await ana.page.getByRole("switch", { name: ana.t("search.settings.keep") }).press("Space");
	await ana.button("search.settings.offConfirm").click();
	await ana.page.getByText(ana.t("search.settings.deleted")).waitFor();
	const databases = await ana.page.evaluate(async () => (await indexedDB.databases()).map((one) => one.name));
	assert.ok(!databases.includes("causeway-search"), "the index is still on the disk");

	await ana.page.getByRole("switch", { name: ana.t("search.settings.keep") }).press("Space");
	await ana.open("/search?q=lighthouse");
	await hit(ana, "keeper").waitFor();
});
