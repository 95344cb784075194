// Contacts: finding each other by code and by search, asking with words, answers, a name of one's own, blocking.
import assert from "node:assert/strict";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

/** On a person's page: asks for a chat. @param {Person} who @param {string} words */
async function ask(who, words) {
	await who.button("contacts.addShort").click();
	await who.field("contacts.helloLabel").fill(words);
	await who.axe("saying hello");
	await who.button("contacts.sendRequest").click();
	await who.composer.waitFor();
}

/** The card of a request. @param {Person} who @param {string} words */
const request = (who, words) => who.page.getByRole("article").filter({ hasText: words });

story(
	"somebody's QR code is read from a picture and leads to an encrypted chat",
	async ({ person, server }) => {
		const ana = await person({ name: "ana", size: "phone" });
		const tom = await person({ name: "tom", size: "phone", theme: "dark", lang: "zh" });
		await ana.signUp();
		await tom.signUp();

		await ana.goTo("app.contacts");
		await ana.axe("contacts without anybody");
		await ana.button("contacts.myCode").click();
		await ana.page.getByRole("img", { name: ana.t("contacts.codeOf", { name: "ana" }) }).waitFor();
		await ana.axe("my code");
		await ana.fits("my code");
		const saving = ana.page.waitForEvent("download");
		await ana.button("ui.savePicture").click();
		const picture = await (await saving).path();

		await tom.goTo("app.contacts");
		await tom.button("contacts.add").first().click();
		await tom.axe("adding somebody");
		await tom.page.getByRole("link", { name: tom.t("contacts.scan") }).click();
		await tom.page.locator('input[type="file"]').setInputFiles(picture);
		await tom.heading("contacts.profile").waitFor();
		await tom.axe("a person's page");
		await tom.fits("a person's page");
		await ask(tom, "你好，我是汤姆");
		await tom.send("看得到吗？");

		await ana.button("ui.back").click();
		await request(ana, "你好，我是汤姆").waitFor();
		await ana.axe("a request");
		await ana.button("contacts.accept").click();
		await ana.sees("看得到吗？");
		await ana.send("I can read it");
		await tom.sees("I can read it");
		// Asked once, with the words, and with the same rights as who asked.
		assert.equal(await tom.page.getByText(/邀请了/).count(), 1);
		const roomId = decodeURIComponent(tom.page.url().split("/").at(-1) ?? "");
		const path = `/rooms/${encodeURIComponent(roomId)}`;
		const { token } = tom.account;
		const { chunk } = await server.matrix.request("GET", `${path}/messages?dir=b&limit=50`, { token });
		const asked = chunk.filter((/** @type {any} */ event) => event.content.membership === "invite");
		assert.deepEqual(
			asked.map((/** @type {any} */ { content }) => [content.reason, content.is_direct]),
			[["你好，我是汤姆", true]],
		);
		const made = await server.matrix.request("GET", `${path}/state/m.room.create/`, { token });
		assert.deepEqual(made.additional_creators, [ana.account.userId]);

		// A name of my own is what I see everywhere.
		await ana.button("ui.back").click();
		await ana.goTo("app.contacts");
		await ana.page.getByRole("link", { name: "tom" }).click();
		await ana.page.getByRole("button", { name: ana.t("contacts.remark") }).click();
		await ana.field("contacts.remark").fill("Old Tom");
		await ana.button("contacts.save").click();
		await ana.page.getByRole("heading", { name: "Old Tom", exact: true }).waitFor();
		await ana.button("ui.back").click();
		await ana.goTo("app.chats");
		await ana.chatRow("Old Tom").waitFor();
	},
);

story("a request is declined; another one is blocked and nothing more comes", async ({ person }) => {
	const mei = await person({ name: "mei", size: "desktop" });
	const jun = await person({ name: "jun", size: "phone" });
	const lin = await person({ name: "lin", size: "phone" });
	await mei.signUp();
	await jun.signUp();
	await lin.signUp();

	// Nobody is found who did not choose to be; the exact name works all the same.
	await jun.goTo("app.contacts");
	await jun.button("contacts.add").first().click();
	await jun.field("contacts.addSearch").fill("mei");
	await jun.page.getByRole("link", { name: /@mei:/ }).click();
	await ask(jun, "Buy my watches");
	await lin.open("/@mei");
	await ask(lin, "It's Lin from class");

	await mei.goTo("app.contacts");
	await request(mei, "Buy my watches")
		.getByRole("button", { name: mei.t("contacts.decline"), exact: true })
		.click();
	await request(mei, "Buy my watches").waitFor({ state: "detached" });

	await request(mei, "It's Lin")
		.getByRole("button", { name: mei.t("contacts.accept"), exact: true })
		.click();
	await mei.composer.waitFor();
	await lin.send("Hello Mei");
	await mei.sees("Hello Mei");
	await mei.goTo("app.contacts");
	await mei.heading("contacts.title").waitFor();
	await mei.page.getByRole("link", { name: "lin" }).click();
	await mei.button("contacts.block").click();
	await mei.page
		.getByRole("alertdialog")
		.getByRole("button", { name: mei.t("contacts.block") })
		.click();
	await mei.page.getByText(mei.t("contacts.isBlocked")).waitFor();
	await lin.send("Do you hear me?");
	// What mei sends later is there, what lin sent is not.
	await mei.goTo("app.chats");
	await mei.openChat("lin");
	await mei.send("Just thinking aloud");
	assert.equal(await mei.message("Do you hear me?").count(), 0);
	await mei.open("/@lin");
	await mei.button("contacts.unblock").click();
	await mei.button("contacts.block").waitFor();
});

story("links lead to people and say when there is nobody", async ({ person, server }) => {
	const kim = await server.matrix.register("kim");
	const zoe = await person({ name: "zoe", size: "desktop" });
	await zoe.signUp();
	await zoe.goTo("app.contacts");
	await zoe.button("contacts.add").first().click();
	await zoe.field("contacts.addSearch").fill(`matrix:u/${kim.userId.slice(1)}?action=chat`);
	await zoe.page.getByRole("link", { name: /@kim:/ }).click();
	await zoe.page.getByRole("heading", { name: "kim" }).waitFor();
	await zoe.open("/@nobody-of-this-name");
	await zoe.page.getByText(/@nobody-of-this-name:/).waitFor();
	assert.equal(await zoe.button("contacts.addShort").count(), 0);
});
