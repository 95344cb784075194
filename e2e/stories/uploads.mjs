// Files on their way: what is written with them, what overtakes them, what stops them.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { drawn, isSeen, pair, pick, picture, saved, sendPreview } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

story("a caption is written as a message is: with Markdown, people and emoji", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" }, { size: "phone", theme: "dark" });
	await pick(one, "media.attach.photo", [await drawn(one, "sea.jpg", { width: 1200, height: 800 })]);
	const caption = one.field("media.preview.captionOf", { name: "sea.jpg" });
	await caption.pressSequentially(`**Sunset** with @${other.name.slice(0, 3)}`);
	await one.page.getByRole("option", { name: other.name }).waitFor();
	await one.axe("a caption with suggestions");
	await caption.press("Enter");
	await caption.pressSequentially(":ferry");
	await one.page.getByRole("option").first().waitFor();
	// The list goes, the dialog stays.
	await caption.press("Escape");
	await one.page.getByRole("option").first().waitFor({ state: "detached" });
	await caption.press("Backspace");
	await one.page.getByRole("option").first().waitFor();
	await caption.press("Enter");
	await caption.press("Enter");
	await one.page.getByRole("dialog").waitFor({ state: "detached" });

	const bubble = other.message("Sunset");
	await bubble.locator(`[data-person="${other.account.userId}"]`).waitFor();
	assert.equal(await bubble.locator("strong").textContent(), "Sunset");
	assert.ok((await bubble.textContent())?.includes("⛴️"));
	await other.axe("a picture with a rich caption");
	await bubble
		.getByRole("button", { name: /Sunset/ })
		.first()
		.click();
	const viewer = other.page.getByRole("dialog", { name: other.t("media.viewer") });
	await viewer.getByText(/^Sunset with .*⛴️$/).waitFor();
});

story(
	"a text that no message holds is said to be too long, and goes as a file with one tap",
	async (cast) => {
		const { one, other } = await pair(cast, { size: "desktop" });
		const text = "A long letter, line by line.\n".repeat(3_500).trim();
		// As a paste does it: the keys one by one would take minutes.
		await one.page.evaluate((long) => navigator.clipboard.writeText(long), text);
		await one.composer.press("Control+v");
		await one.button("chat.send").click();
		const said = one.page.getByRole("alert").filter({ hasText: one.t("chat.tooLong") });
		await said.waitFor();
		await one.axe("a text that is too long");
		// Nothing of it is lost.
		assert.equal(await one.composer.inputValue(), text);
		await one.button("chat.tooLong.asFile").click();
		await said.waitFor({ state: "detached" });
		assert.equal(await one.composer.inputValue(), "");
		const file = await saved(other, other.button("media.saveFile", { name: one.t("chat.tooLong.fileName") }));
		assert.equal(file.bytes.toString(), text);
	},
);

story(
	"words overtake a film that is still being uploaded, which keeps its place and says how far it is",
	async (cast) => {
		const { one, other } = await pair(cast, { size: "desktop" });
		await one.send("before");
		const road = await one.context.newCDPSession(one.page);
		const speed = { offline: false, latency: 0, downloadThroughput: -1 };
		await road.send("Network.enable");
		await road.send("Network.emulateNetworkConditions", { ...speed, uploadThroughput: 300_000 });
		const long = { name: "long.bin", mimeType: "application/octet-stream", buffer: randomBytes(6_000_000) };
		await pick(one, "media.attach.file", [long]);
		await sendPreview(one);
		const card = one.message("long.bin");
		await card.getByText(/\d% · .* of 6 MB · \d+ sec left/).waitFor();
		await one.send("hello");
		await one.send("are you there?");
		await other.sees("are you there?");
		assert.equal(await other.message("long.bin").count(), 0);
		/** @param {Person} by */
		const order = async (by) =>
			(await by.page.getByRole("article").allTextContents())
				.map((text) => /before|long\.bin|hello|are you there/.exec(text)?.[0])
				.filter(Boolean);
		assert.deepEqual(await order(one), ["before", "long.bin", "hello", "are you there"]);
		await one.axe("an upload");

		await road.send("Network.emulateNetworkConditions", { ...speed, uploadThroughput: -1 });
		await other.button("media.saveFile", { name: "long.bin" }).waitFor();
		await one.button("media.saveFile", { name: "long.bin" }).waitFor();
		for (const by of [one, other])
			assert.deepEqual(await order(by), ["before", "hello", "are you there", "long.bin"]);
	},
);

story("a photo that could not be uploaded goes after a reload", async (cast) => {
	const { one, other } = await pair(cast);
	const photo = await drawn(one, "later.jpg");
	await one.page.route("**/upload*", (route) => route.abort());
	await pick(one, "media.attach.photo", [photo]);
	await sendPreview(one);
	await one.page.getByRole("progressbar", { name: one.t("media.uploading") }).waitFor();
	await one.page.unroute("**/upload*");
	await one.page.reload();
	await isSeen(picture(other, "later.jpg"));
	await isSeen(picture(one, "later.jpg"));
});

story("an upload that takes too long is stopped, and leaves nothing", async (cast) => {
	const { one } = await pair(cast);
	await one.page.route("**/upload*", () => undefined);
	await pick(one, "media.attach.photo", [await drawn(one, "slow.jpg")]);
	await sendPreview(one);
	await one.button("media.stopUpload").click();
	await one.button("media.stopUpload").waitFor({ state: "detached" });
	await one.page.reload();
	await one.composer.waitFor();
	assert.equal(await one.button("media.stopUpload").count(), 0);
});
