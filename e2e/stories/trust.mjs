// Devices and people that can be trusted: a second device, a lost one, a contact who changes, a token that ends.
import assert from "node:assert/strict";
import { backedUp, password } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Two people with an encrypted chat in which each has written. @param {any} cast @param {string} one @param {string} other */
async function chatOf({ server, person }, one, other) {
	const first = await person({ name: one, size: "desktop" });
	const second = await person({ name: other });
	await first.signUp();
	await second.signUp();
	const roomId = await server.matrix.directChat(first.account, second.account.userId);
	await second.accept(one);
	await first.openChat(other);
	await second.send("Before the new device");
	await first.sees("Before the new device");
	return { first, second, roomId };
}

/** Both compare emoji, which are the same, and say so. @param {Person} asks @param {Person} asked */
async function compareEmoji(asks, asked) {
	await asked.button("trust.verify.accept").click();
	await asks.button("trust.verify.compare").click();
	await asks.button("trust.verify.same").waitFor();
	await asked.button("trust.verify.same").waitFor();
	const emoji = (/** @type {Person} */ who) =>
		who.page.getByRole("dialog").getByRole("listitem").locator("span");
	const seen = await emoji(asks).allTextContents();
	assert.equal(seen.length, 7);
	assert.deepEqual(await emoji(asked).allTextContents(), seen);
	await asks.button("trust.verify.same").click();
	await asked.button("trust.verify.same").click();
}

/** @param {Person} who @param {string} id @param {Record<string, string>} [values] */
const words = (who, id, values) => who.page.getByText(who.t(id, values));

/** @param {Person} who */
const closeDialog = (who) =>
	who.page.getByRole("dialog").getByText(who.t("ui.close"), { exact: true }).click();

story("a second device is confirmed by emoji, and reads what was written before", async (cast) => {
	const { first, second } = await chatOf(cast, "ana", "wei");
	const laptop = await cast.device(second, { size: "desktop", theme: "dark" });
	await laptop.signIn({ gate: "stay" });
	await laptop.axe("is this you");
	await laptop.fits("is this you");
	await laptop.button("trust.device.byOther").click();
	await compareEmoji(laptop, second);
	await words(laptop, "trust.verify.doneOwn").waitFor();
	await closeDialog(laptop);
	await closeDialog(second);
	await laptop.atHome();
	await laptop.openChat("ana");
	await laptop.sees("Before the new device");
	await laptop.send("From both");
	await first.sees("From both");
	await second.sees("From both");
});

story("a QR code is shown, and what is not mine can be refused", async (cast) => {
	const owner = await cast.person({ name: "lin", size: "desktop" });
	await owner.signUp();
	const phone = await cast.device(owner, { lang: "zh" });
	await phone.signIn({ gate: "stay" });
	await phone.button("trust.device.byOther").click();
	await owner.button("trust.verify.accept").click();
	await phone.page.getByRole("img", { name: phone.t("trust.verify.qrLabel") }).waitFor();
	await phone.axe("a verification code");
	await owner.page.getByRole("img", { name: owner.t("trust.verify.qrLabel") }).waitFor();
	await owner.button("ui.cancel").click();
	await words(phone, "trust.verify.ended.declined").waitFor();
});

story("a device is confirmed by scanning its QR code", async (cast) => {
	const owner = await cast.person({ name: "ines", size: "desktop" });
	await owner.signUp();
	const phone = await cast.device(owner, {});
	await phone.signIn({ gate: "stay" });
	await phone.button("trust.device.byOther").click();
	await owner.button("trust.verify.accept").click();
	const code = phone.page.getByRole("img", { name: phone.t("trust.verify.qrLabel") });
	const picture = await code.screenshot();
	await owner.button("trust.verify.scan").click();
	// The fake camera shows no code: a picture of it does as well.
	const chosen = owner.page.waitForEvent("filechooser");
	await owner.button("ui.codeFromPicture").click();
	await (await chosen).setFiles({ name: "code.png", mimeType: "image/png", buffer: picture });
	await words(phone, "trust.verify.scanned").waitFor();
	await phone.button("trust.verify.hasScanned").click();
	await words(phone, "trust.verify.doneOwn").waitFor();
	await words(owner, "trust.verify.doneOwn").waitFor();
	await closeDialog(phone);
	await phone.atHome();
});

story("the recovery key opens old messages when no other device is there", async (cast) => {
	const { second } = await chatOf(cast, "tom", "mei");
	const key = second.recoveryKey;
	assert.ok(key && second.account);
	await backedUp(cast.server, second.account.token);
	const fresh = await cast.device(second, {});
	await second.context.close();
	await fresh.signIn({ gate: "stay" });
	await fresh.button("trust.device.byKey").click();
	await fresh.field("trust.key.key").fill("EsTnot a key");
	await fresh.button("trust.recover.submit").click();
	await words(fresh, "trust.recover.wrong").waitFor();
	await fresh.axe("the recovery key is asked");
	await fresh.field("trust.key.key").fill(key.toLowerCase() === key ? key : ` ${key} `);
	await fresh.button("trust.recover.submit").click();
	await fresh.atHome();
	await fresh.openChat("tom");
	await fresh.sees("Before the new device");
});

story("who lost everything begins anew, and a contact is told until they verify again", async (cast) => {
	const { first, second } = await chatOf(cast, "jun", "sofia");
	const fresh = await cast.device(second, { size: "desktop" });
	await fresh.signIn({ gate: "stay" });
	await fresh.button("trust.device.lost").click();
	await fresh.axe("begin anew");
	await fresh.button("trust.over.begin").click();
	await fresh.button("trust.over.confirm").click();
	await fresh.field("ui.password.label").fill("not the password");
	await fresh.page.keyboard.press("Enter");
	await words(fresh, "trust.over.wrong").waitFor();
	await fresh.button("trust.over.begin").click();
	await fresh.button("trust.over.confirm").click();
	await fresh.field("ui.password.label").fill(password);
	await fresh.page.keyboard.press("Enter");
	await fresh.keepKey();

	await words(first, "trust.changed.title", { name: "sofia" }).waitFor();
	await first.axe("a changed identity");
	await first.button("trust.verifyPerson", { name: "sofia" }).click();
	await compareEmoji(first, fresh);
	await words(first, "trust.verify.donePerson", { name: "sofia" }).waitFor();
	await closeDialog(first);
	await words(first, "trust.changed.title", { name: "sofia" }).waitFor({ state: "detached" });
});

story(
	"a device that its owner has not confirmed is told in the chat, once, and can be signed out",
	async (cast) => {
		const { first, second } = await chatOf(cast, "ravi", "noor");
		const ghost = await cast.device(second, { size: "desktop" });
		await ghost.signIn();
		await words(first, "trust.newDevice.ghost", { name: "noor" }).waitFor();
		await first.axe("a new device of a contact");
		await first.button("trust.newDevice.known").click();
		await words(first, "trust.newDevice.ghost", { name: "noor" }).waitFor({ state: "detached" });
		await ghost.openChat("ravi");
		await words(ghost, "trust.unreadable.confirm").waitFor();

		await words(second, "trust.signIn.title").waitFor();
		await second.button("trust.signIn.no").click();
		await second.field("ui.password.label").fill(password);
		await second.page.keyboard.press("Enter");
		ghost.allow(/401/);
		await words(ghost, "accounts.left.revoked").waitFor();
		assert.equal(await ghost.field("accounts.name").inputValue(), "noor");
	},
);

story("who sends only to confirmed devices is told which device cannot read along", async (cast) => {
	const { first, second } = await chatOf(cast, "kim", "lea");
	const ghost = await cast.device(second, { size: "desktop" });
	await ghost.signIn();
	for (const one of [first, ghost]) {
		const back = one.page.url();
		await one.open("/me/encryption");
		const onlyConfirmed = one.page.getByRole("switch", { name: one.t("trust.encryption.confirmedOnly") });
		await onlyConfirmed.press("Space");
		assert.ok(await onlyConfirmed.isChecked());
		await one.page.goto(back);
	}
	await words(first, "trust.newDevice.leftOut").waitFor();
	await first.page.getByText("Causeway (Chrome, Linux)").waitFor();
	await first.send("For confirmed eyes");
	await second.sees("For confirmed eyes");
	await ghost.openChat("kim");
	await words(ghost, "trust.unreadable.confirm").last().waitFor();
	assert.equal(await ghost.page.getByText("For confirmed eyes").count(), 0);
	// It may not send either, and says why.
	await words(ghost, "trust.banner.heldBack").waitFor();
	await ghost.composer.fill("Held back");
	await ghost.button("chat.send").click();
	await ghost.message("Held back").getByLabel(ghost.t("chat.tick.pending")).waitFor();
	await ghost.axe("what is held back");

	// Read once, it stays to be seen on the person's page.
	await first.button("trust.newDevice.known").click();
	await words(first, "trust.newDevice.leftOut").waitFor({ state: "detached" });
	await first.open(`/contacts/${encodeURIComponent(second.account.userId)}`);
	await first.page.getByText("One device is not confirmed").waitFor();
	await words(first, "trust.newDevice.leftOut").waitFor();
	await first.axe("a person with a device that is not confirmed");
});

story("keys that are damaged on the disk are told, and so is what helps", async ({ person }) => {
	const rui = await person({ name: "rui" });
	await rui.signUp();
	await rui.open("/icon.svg");
	await rui.page.evaluate(
		() =>
			new Promise((resolve, reject) => {
				const opening = indexedDB.open("matrix-js-sdk::matrix-sdk-crypto");
				opening.onerror = reject;
				opening.onsuccess = () => {
					const task = opening.result.transaction("core", "readwrite");
					const core = task.objectStore("core");
					const asked = core.getAllKeys();
					asked.onsuccess = () => {
						for (const key of asked.result) core.put(new Uint8Array([7, 7, 7]), key);
					};
					task.oncomplete = () => {
						opening.result.close();
						resolve(null);
					};
				};
			}),
	);
	await rui.open();
	await rui.heading("trust.start.title").waitFor();
	await rui.page.getByText(rui.t("trust.start.damaged")).waitFor();
	await rui.fits("cannot open");
});

story(
	"keys that the browser has lost are told, and signing in anew brings the messages back",
	async (cast) => {
		const { second } = await chatOf(cast, "olaf", "pia");
		assert.ok(second.account && second.recoveryKey);
		await backedUp(cast.server, second.account.token);
		// A page of the same origin that holds nothing open.
		await second.open("/icon.svg");
		await second.page.evaluate(
			() =>
				new Promise((resolve, reject) => {
					const gone = indexedDB.deleteDatabase("matrix-js-sdk::matrix-sdk-crypto");
					gone.onsuccess = () => resolve(null);
					gone.onerror = gone.onblocked = reject;
				}),
		);
		second.allow(/40[01]/);
		await second.open();
		await second.heading("trust.start.title").waitFor();
		await second.axe("cannot open");
		await second.button("trust.start.anew").click();
		await second.page
			.getByRole("alertdialog")
			.getByRole("button", { name: second.t("trust.start.anew") })
			.click();
		await words(second, "accounts.left.damaged").waitFor();
		await second.field("accounts.password").fill(password);
		await second.button("accounts.signIn").click();
		await second.button("trust.device.byKey").click();
		await second.field("trust.key.key").fill(second.recoveryKey);
		await second.button("trust.recover.submit").click();
		await second.atHome();
		await second.openChat("olaf");
		await second.sees("Before the new device");
	},
);

story("of two tabs one leads, and the other can take over", async ({ person }) => {
	const gil = await person({ name: "gil", size: "desktop" });
	await gil.signUp();
	const first = gil.page;
	gil.page = await gil.context.newPage();
	await gil.open();
	await gil.heading("app.otherTab").waitFor();
	await gil.axe("another tab leads");
	await gil.button("app.useHere").click();
	await gil.atHome();
	await first.getByRole("heading", { name: gil.t("app.otherTab") }).waitFor();
});
