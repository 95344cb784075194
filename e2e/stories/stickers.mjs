// Stickers, one's own and a group's.
import assert from "node:assert/strict";
import { drawn, isSeen, onServer, pair, uploads } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

story("stickers are made from own pictures, sent encrypted, and taken over by the other", async (cast) => {
	const { one, other } = await pair(cast);
	const addresses = uploads(one);
	const cat = await drawn(one, "cat.png", { type: "image/png", width: 900, height: 600, colour: "#fc6" });
	const none = { name: "evil.png", mimeType: "image/png", buffer: Buffer.from("<svg onload=alert(1)>") };
	await one.button("chat.attach").click();
	await one.page.getByRole("menuitem", { name: one.t("media.attach.sticker") }).click();
	await one.button("media.stickers.make").click();
	await one.page.getByTestId("sticker-pictures").setInputFiles([cat, none]);
	await one.field("media.stickers.name").fill("Hello cat");
	await one.page.getByText("1 picture could not be used.").waitFor();
	await one.axe("the sticker editor");
	await one.button("media.stickers.done").click();
	const inPack = addresses.length;
	await one.button("media.stickers.send", { name: "Hello cat" }).click();

	const sticker = other.button("media.stickers.open", { name: "Hello cat" });
	await isSeen(sticker);
	assert.equal(addresses.length, inPack + 1, "the server sees which sticker was sent");
	assert.notEqual((await onServer(one, String(addresses.at(-1)))).toString("latin1", 0, 4), "RIFF");
	await sticker.click();
	await other.button("media.stickers.addToMine").click();
	await other.page.getByText(other.t("media.stickers.added")).waitFor();
	await other.button("chat.attach").click();
	await other.page.getByRole("menuitem", { name: other.t("media.attach.sticker") }).click();
	await other.button("media.stickers.send", { name: "Hello cat" }).waitFor();
});

story("a group has stickers for everybody in it", async ({ server, person }) => {
	const one = await person({ size: "desktop" });
	const other = await person();
	await one.signUp();
	await other.signUp();
	const third = await server.matrix.register("sticker-friend");
	const roomId = await server.matrix.createRoom(one.account, {
		name: "Family",
		preset: "private_chat",
		invite: [other.account.userId, third.userId],
	});
	await server.matrix.join(other.account, roomId);
	/** @param {Person} by @param {string} pack */
	const openPack = async (by, pack) => {
		await by.openChat("Family");
		await by.button("chat.attach").click();
		await by.page.getByRole("menuitem", { name: by.t("media.attach.sticker") }).click();
		await by.page.getByRole("tab", { name: pack }).click();
	};
	await openPack(one, one.t("media.stickers.groups"));
	await one.button("media.stickers.make").click();
	await one.field("media.stickers.packName").fill("Cats");
	await one.page
		.getByTestId("sticker-pictures")
		.setInputFiles([await drawn(one, "cat.png", { type: "image/png" })]);
	await one.field("media.stickers.name").waitFor();
	await one.button("media.stickers.done").click();
	await one.button("media.stickers.send", { name: "cat" }).waitFor();
	await one.page.keyboard.press("Escape");

	await openPack(other, "Cats");
	await other.axe("a group's stickers");
	await other.button("media.stickers.send", { name: "cat" }).click();
	await isSeen(one.button("media.stickers.open", { name: "cat" }));
});
