// The place Me: what is chosen stays chosen; signing out and deleting do what they say.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { password } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @param {import("../lib/person.mjs").Person} who */
const databases = (who) =>
	who.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));

story("every page of settings can be reached, fits a phone and is accessible", async ({ person }) => {
	const mia = await person({ name: "mia" });
	await mia.signUp();
	const pages = {
		profile: "settings.profile",
		devices: "trust.devices",
		encryption: "trust.encryption",
		notifications: "settings.notify",
		appearance: "settings.appearance",
		chats: "settings.chats",
		privacy: "settings.privacy",
		account: "settings.account",
		about: "settings.about",
	};
	await mia.goTo("app.me");
	await mia.heading("settings.title").waitFor();
	await mia.axe("Me");
	for (const [id, title] of Object.entries(pages)) {
		await mia.open(`/me/${id}`);
		await mia.heading(title).waitFor();
		await mia.page.getByRole("heading", { level: 1 }).waitFor();
		await mia.page.locator("section section:visible, form:visible").first().waitFor();
		await mia.axe(id);
		await mia.fits(id);
	}
});

story("theme and language stay over a reload, and others see a new name", async ({ server, person }) => {
	const ana = await person({ name: "anna", size: "desktop" });
	const tom = await person({ name: "tomas" });
	await ana.signUp();
	await tom.signUp();
	await server.matrix.directChat(ana.account, tom.account?.userId);
	await tom.accept("anna");
	await ana.open("/me/appearance");
	await ana.page.getByText(ana.t("settings.appearance.theme.dark"), { exact: true }).click();
	await ana.page.getByText("简体中文", { exact: true }).click();
	ana.lang = "zh";
	await ana.heading("settings.appearance").waitFor();
	await ana.page.reload();
	await ana.heading("settings.appearance").waitFor();
	assert.equal(await ana.page.locator("html").getAttribute("data-theme"), "dark");
	assert.equal(await ana.page.locator("html").getAttribute("lang"), "zh-Hans");
	await ana.axe("appearance in the dark");

	await ana.open("/me/profile");
	await ana.field("settings.profile.name").fill("安娜");
	await ana.button("settings.save").click();
	await tom.page.getByRole("heading", { name: /安娜/ }).waitFor();
});

story("a name and a picture are there after a reload, before there is any chat", async ({ person }) => {
	const lou = await person({ name: "lou", size: "desktop" });
	await lou.signUp();
	await lou.open("/me/profile");
	await lou.field("settings.profile.name").fill("Lou Reed");
	await lou.button("settings.save").click();
	await lou.page.getByText(lou.t("settings.saved")).waitFor();
	assert.equal(await lou.button("settings.profile.removePicture").count(), 0);
	const chosen = lou.page.waitForEvent("filechooser");
	await lou.button("settings.profile.picture").click();
	const picture = await lou.page.screenshot();
	await (await chosen).setFiles({ name: "me.png", mimeType: "image/png", buffer: picture });
	await lou.button("ui.cropUse").click();
	await lou.button("settings.profile.removePicture").waitFor();
	await lou.page.reload();
	await lou.button("settings.profile.removePicture").waitFor();
	assert.equal(await lou.field("settings.profile.name").inputValue(), "Lou Reed");
	await lou.page.getByRole("link", { name: /Lou Reed/ }).waitFor();
	await lou.button("settings.profile.picture").locator("img").waitFor();
});

story("a picture that was taken away is gone on the other device too", async ({ server, person, device }) => {
	const ida = await person({ name: "ida", size: "desktop" });
	await ida.signUp();
	const bytes = await ida.page.screenshot();
	const path = `/profile/${encodeURIComponent(ida.account.userId)}/avatar_url`;
	const url = await server.matrix.upload(ida.account, bytes, "image/png");
	await server.matrix.request("PUT", path, { token: ida.account.token, body: { avatar_url: url } });
	const other = await device(ida);
	await other.signIn();
	await other.open("/me/profile");
	await other.button("settings.profile.picture").locator("img").waitFor();
	await ida.open("/me/profile");
	await ida.button("settings.profile.removePicture").click();
	await ida.button("settings.profile.removePicture").waitFor({ state: "detached" });
	await ida.button("settings.profile.picture").locator("img").waitFor({ state: "detached" });
	await other.page.reload();
	await other.button("settings.profile.picture").waitFor();
	await other.button("settings.profile.removePicture").waitFor({ state: "detached" });
	await other.axe("a profile without a picture");
});

story("a device is renamed and signed out with the password", async ({ person, device }) => {
	const lea = await person({ name: "lea", size: "desktop" });
	await lea.signUp();
	const phone = await device(lea, {});
	await phone.signIn();
	await lea.open("/me/devices");
	await lea.heading("trust.devices.others").waitFor();
	await lea.page.getByRole("button", { name: lea.t("trust.devices.open") }).click();
	await lea.field("trust.devices.name").fill("Old phone");
	await lea.button("trust.devices.rename").click();
	await lea.page.getByRole("heading", { name: "Old phone" }).waitFor();
	await lea.button("trust.devices.outOne").click();
	await lea.field("ui.password.label").fill(password);
	await lea.page.keyboard.press("Enter");
	await lea.heading("trust.devices.others").waitFor({ state: "detached" });
	phone.allow(/401/);
	await phone.page.getByText(phone.t("accounts.left.revoked")).waitFor();
});

story(
	"signing out forgets everything on the device; the new password opens the account again",
	async ({ server, person }) => {
		const kim = await person({ name: "kim" });
		const pal = await server.matrix.register("pal");
		await kim.signUp();
		assert.ok(kim.account && kim.recoveryKey);
		await server.matrix.directChat(pal, kim.account.userId);
		await kim.accept("pal");
		await kim.send("Just before leaving");
		await kim.open("/me/account");
		await kim.button("settings.account.password").click();
		await kim.field("settings.account.currentPassword").fill(password);
		await kim.field("settings.account.newPassword").fill("a new and longer secret");
		await kim.page.keyboard.press("Enter");
		await kim.page.getByText(kim.t("settings.account.passwordChanged")).waitFor();
		await kim.button("settings.account.out").click();
		await kim.page
			.getByRole("alertdialog")
			.getByRole("button", { name: kim.t("settings.account.out") })
			.click();
		await kim.button("accounts.signIn").waitFor();
		const kept = await databases(kim);
		assert.ok(!kept.some((name) => /^matrix-js-sdk|^causeway-(outbox|glance)$/.test(name)), kept.join());
		await kim.signIn({ word: "a new and longer secret", gate: "stay" });
		await kim.button("trust.device.byKey").click();
		await kim.field("trust.key.key").fill(kim.recoveryKey);
		await kim.button("trust.recover.submit").click();
		await kim.atHome();
		await kim.openChat("pal");
		await kim.sees("Just before leaving");
	},
);

story("an account is deleted with name and password", async ({ person }) => {
	const leo = await person({ name: "leo" });
	await leo.signUp();
	await leo.open("/me/account");
	await leo.button("settings.account.delete").click();
	const dialog = leo.page.getByRole("alertdialog");
	await leo.axe("deleting an account");
	assert.ok(await dialog.getByRole("button", { name: leo.t("settings.account.delete") }).isDisabled());
	await leo.field("settings.account.typeName", { name: "leo" }).fill("leo");
	await dialog.getByRole("button", { name: leo.t("settings.account.delete") }).click();
	await leo.field("ui.password.label").fill(password);
	await leo.page.keyboard.press("Enter");
	await leo.button("accounts.create").waitFor();
	leo.allow(/403/);
	await leo.fillDoor("/sign-in");
	await leo.button("accounts.signIn").click();
	await leo.page.getByText(leo.t("accounts.problem.gone")).waitFor();
});

story("a chat is saved as an archive that holds what was written", async ({ server, person }) => {
	const eve = await person({ name: "eve", size: "desktop" });
	const max = await person({ name: "max" });
	await eve.signUp();
	await max.signUp();
	const roomId = await server.matrix.directChat(eve.account, max.account?.userId);
	await max.accept("eve");
	await eve.openChat("max");
	await max.send("For the <archive> 档案");
	await eve.sees("For the <archive> 档案");
	await eve.open(`/chat/${encodeURIComponent(roomId)}/info`);
	await eve.button("settings.export").click();
	await eve.axe("saving a chat");
	const saved = eve.page.waitForEvent("download");
	await eve.button("settings.save").click();
	const file = await saved;
	assert.match(file.suggestedFilename(), /\.zip$/);
	// Files stand in it uncompressed.
	const text = await readFile(await file.path(), "utf8");
	assert.ok(text.includes("index.html") && text.includes("messages.json"));
	assert.ok(text.includes("For the &#60;archive&#62; 档案"));
	assert.ok(text.includes('"body": "For the <archive> 档案"'));
});

story(
	"message keys go into a file and come out of it with the passphrase alone",
	async ({ server, person }) => {
		const uma = await person({ name: "uma" });
		const pal = await server.matrix.register("palma");
		await uma.signUp();
		assert.ok(uma.account);
		await server.matrix.directChat(pal, uma.account.userId);
		await uma.accept("palma");
		await uma.send("So that there is a key");
		await uma.open("/me/encryption");
		await uma.button("trust.keys.export").click();
		await uma.field("trust.keys.passphrase").fill("several words are best");
		const saved = uma.page.waitForEvent("download");
		await uma.button("trust.key.save").click();
		const path = await (await saved).path();
		assert.match(await readFile(path, "utf8"), /^-----BEGIN MEGOLM SESSION DATA-----/);

		await uma.button("trust.keys.import").click();
		const chosen = uma.page.waitForEvent("filechooser");
		await uma.button("trust.keys.choose").click();
		await (await chosen).setFiles(path);
		await uma.field("trust.keys.passphrase").fill("another");
		await uma.button("trust.keys.importDo").click();
		await uma.page.getByText(uma.t("trust.keys.wrong")).waitFor();
		await uma.field("trust.keys.passphrase").fill("several words are best");
		await uma.button("trust.keys.importDo").click();
		await uma.page.getByText(uma.t("trust.keys.imported")).waitFor();
	},
);
