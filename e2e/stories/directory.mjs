// The directory: what the town offers, a sign of one's own, a mini-app that the host looks at first.
import assert from "node:assert/strict";
import { sendPreview } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";
import { packed } from "../lib/xdc.mjs";

const { story } = stage({ demo: true });

story("a newcomer walks through the town and sees who vouches for whom", async ({ person }) => {
	const newcomer = await person({ name: "lena", size: "phone" });
	await newcomer.signUp();
	await newcomer.goTo("app.discover");
	const { page } = newcomer;
	await page
		.getByRole("button", { name: /Ferry Office/ })
		.first()
		.waitFor();
	await newcomer.axe("Discover with its streets");
	await newcomer.fits("Discover with its streets");
	await page.getByRole("searchbox", { name: newcomer.t("discover.search") }).fill("诊所");
	await page.getByRole("button", { name: /海港诊所/ }).tap();
	const sheet = page.getByRole("dialog");
	await sheet.getByText(/has made sure that this is who it says it is/).waitFor();
	await newcomer.axe("an entry of the directory");
	await newcomer.fits("an entry of the directory");
	await sheet.getByRole("button", { name: newcomer.t("discover.report") }).tap();
	await page.getByRole("button", { name: newcomer.t("discover.reportSend") }).tap();
	await page.getByText(newcomer.t("discover.reported")).waitFor();
});

story("somebody puts up a sign and others find it", async ({ person }) => {
	const ines = await person({ name: "ines" });
	await ines.signUp();
	await ines.goTo("app.discover");
	const { page } = ines;
	await page.getByRole("button", { name: ines.t("discover.mine") }).click();
	await page.getByRole("button", { name: ines.t("discover.list.organisation") }).click();
	await page.getByRole("textbox", { name: ines.t("discover.form.name") }).fill("Bakery on the Hill");
	await page.getByRole("combobox", { name: ines.t("discover.form.category") }).selectOption("food");
	await page.getByRole("textbox", { name: ines.t("discover.form.domain") }).fill("bakery.example");
	await ines.axe("listing an organisation");
	await page.getByRole("button", { name: ines.t("discover.save") }).click();
	await page.getByText("https://bakery.example/.well-known/causeway.json", { exact: false }).waitFor();
	await ines.axe("how a domain proves it");
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	await page.getByRole("searchbox", { name: ines.t("discover.search") }).fill("bak");
	await page.getByRole("button", { name: /Bakery on the Hill/ }).waitFor();
});

/** @typedef {import("../lib/person.mjs").Person} Person */

/** A mini-app that says which version it is. @param {string} version */
const app = (version) =>
	packed({
		"manifest.toml": [
			'name = "Tide Table"',
			"[causeway]",
			'id = "tide-table"',
			`version = "${version}"`,
			'category = "travel"',
			'description = "When the ferry can land"',
			'languages = ["en"]',
			"",
		].join("\n"),
		"index.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tide Table</title><h1>Version ${version}</h1>`,
	});

/** A screen as others see it: without serious faults, within its width. @param {Person} who @param {string} screen */
async function looks(who, screen) {
	await who.axe(screen);
	await who.fits(screen);
}

/** Opens the form for one of the things that one can list. @param {Person} who @param {string} what */
async function listing(who, what) {
	await who.goTo("app.discover");
	await who.button("discover.mine").click();
	await who.page.getByRole("button", { name: who.t(what), exact: true }).click();
}

/** Chooses a file and publishes it. @param {Person} who @param {Buffer} buffer */
async function publish(who, buffer) {
	await who.page.getByTestId("xdc").setInputFiles({ name: "tides.xdc", mimeType: "", buffer });
	await who.page.getByRole("button", { name: who.t("discover.publish"), exact: true }).click();
}

/** Back to where one was before the dialogs. @param {Person} who */
async function closeAll(who) {
	const dialog = who.page.getByRole("dialog");
	while ((await dialog.count()) > 0) {
		await who.page.keyboard.press("Escape");
		await who.page.waitForTimeout(50);
	}
}

/** Goes to a part of the host's page of the directory. @param {Person} host @param {string} part */
const hostPart = (host, part) => host.page.getByRole("radio", { name: host.t(part), exact: true }).click();

/** Says yes to what the author has sent. @param {Person} host @param {string} note */
async function accept(host, note) {
	await host.button("admin.directory.judge").click();
	await host.field("admin.note").fill(note);
	await looks(host, "a review");
	await host.button("admin.directory.accept").click();
	await host.page.getByText(host.t("admin.directory.noReleases")).waitFor();
}

story(
	"an author publishes a mini-app and its next version; the host withdraws it, and who has it in a chat is asked",
	async ({ server, person }) => {
		const author = await person({ name: "rui", size: "phone" });
		const host = await person({ name: "mei", size: "desktop", theme: "dark", lang: "zh" });
		await author.signUp();
		await host.signIn({ word: "causeway-demo" });
		const room = { name: "Ferry people", preset: "private_chat" };
		await server.matrix.request("POST", "/createRoom", { token: author.account.token, body: room });

		await listing(author, "discover.list.mini_app");
		await looks(author, "publishing a mini-app");
		author.allow(/status of 400/);
		await publish(author, Buffer.from("this is no zip file"));
		await author.page.getByRole("alert").waitFor();
		await looks(author, "a mini-app that is refused");
		await publish(author, app("1.0"));
		await author.page.getByText(author.t("discover.stateWords.waits")).waitFor();
		await looks(author, "a mini-app that waits");

		await host.page.goto(`${server.url}/admin/directory`);
		await host.page.getByText("Tide Table").waitFor();
		await looks(host, "versions that wait");
		await accept(host, "谢谢");

		await closeAll(author);
		await author.page.getByRole("searchbox", { name: author.t("discover.search") }).fill("tide");
		await author.page.getByRole("button", { name: /Tide Table/ }).tap();
		await author.page.getByText("When the ferry can land").first().waitFor();
		await looks(author, "a mini-app of the directory");
		await author.button("discover.addToChat").tap();
		await author.page
			.getByRole("dialog")
			.getByRole("button", { name: /Ferry people/ })
			.tap();
		await sendPreview(author);
		const card = author.page.getByTestId("app-card").last();
		await card.waitFor();

		await author.page.goto(`${server.url}/discover`);
		await listing(author, "discover.list.mini_app");
		await publish(author, app("1.0"));
		await author.page.getByRole("alert").waitFor();
		await publish(author, app("1.1"));
		await author.page.getByText("1.1").waitFor();
		await looks(author, "two versions of a mini-app");
		await host.page.reload();
		await host.page.getByText("1.1").waitFor();
		await accept(host, "更快了");

		await hostPart(host, "admin.directory.decided");
		await host.button("admin.directory.withdraw").nth(1).waitFor();
		await looks(host, "versions that were decided");
		await host.button("admin.directory.withdraw").nth(1).click();
		await host.page.getByText(host.t("admin.directory.withdrawWords")).waitFor();
		await looks(host, "withdrawing a version");
		await host.page
			.getByRole("dialog")
			.getByRole("button", { name: host.t("admin.directory.withdraw") })
			.click();
		await host.button("admin.directory.offer").waitFor();

		await closeAll(author);
		await author.page.reload();
		await author.goTo("app.chats");
		await author.openChat("Ferry people");
		await author.page.getByTestId("app-withdrawn").waitFor();
		await looks(author, "the card of a mini-app that was withdrawn");
		await card.tap();
		await author.page.getByText(/was withdrawn from/).waitFor();
		await looks(author, "before a mini-app that was withdrawn");
		await author.button("apps.withdrawn.back").tap();
		await author.composer.waitFor();
		await card.tap();
		await author.button("apps.withdrawn.open").tap();
		await author.page.frameLocator('iframe[title="Tide Table"]').getByText("Version 1.0").waitFor();
		await looks(author, "a mini-app that was withdrawn");
	},
);

story(
	"a group, a person and a shop put up their signs, and the form says what is wrong",
	async ({ server, person }) => {
		const ines = await person({ name: "bao", size: "phone", theme: "dark", lang: "zh" });
		await ines.signUp();
		const room = { name: "码头合唱团", preset: "public_chat" };
		await server.matrix.request("POST", "/createRoom", { token: ines.account.token, body: room });

		await listing(ines, "discover.list.group");
		await ines.page.getByRole("combobox", { name: ines.t("discover.form.group") }).selectOption("码头合唱团");
		await ines.field("discover.form.summary").fill("周三晚上一起唱");
		await looks(ines, "listing a group");
		await ines.button("discover.save").tap();
		await ines.page.getByText(ines.t("discover.stateWords.shown")).waitFor();
		await closeAll(ines);

		await listing(ines, "discover.list.person");
		await ines.field("discover.form.summary").fill("教小提琴");
		await ines.field("discover.form.place").fill("海港");
		await looks(ines, "listing oneself");
		await ines.button("discover.save").tap();
		await ines.page.getByText(ines.t("discover.stateWords.shown")).waitFor();
		await closeAll(ines);

		await listing(ines, "discover.list.organisation");
		await ines.field("discover.form.name").fill("山坡面包店");
		await ines.field("discover.form.languages").fill("Chinese");
		await ines.field("discover.form.site").fill("http://bakery.example");
		await ines.field("discover.form.domain").fill("bakery");
		await ines.button("discover.save").tap();
		await ines.page.getByText(ines.t("discover.form.domainWrong")).waitFor();
		await ines.page.getByText(ines.t("discover.form.siteWrong")).waitFor();
		await ines.page.getByText(ines.t("discover.form.languagesWrong")).waitFor();
		await looks(ines, "what is wrong with an entry");
		await ines.field("discover.form.languages").fill("zh, en");
		await ines.field("discover.form.site").fill("bakery.example");
		await ines.field("discover.form.domain").fill("https://bakery.example/");
		await ines.button("discover.save").tap();
		await ines.page.getByText("_causeway.bakery.example").waitFor();
		await ines.page.getByText("https://bakery.example/.well-known/causeway.json").waitFor();
		await looks(ines, "two ways to prove a domain");
		const copies = ines.page.getByRole("button", {
			name: ines.t("discover.proof.copy", { what: ines.t("discover.proof.recordText") }),
		});
		await copies.tap();
		assert.match(await ines.clipboard(), /^causeway-directory=/);
		ines.allow(/status of 404/);
		await ines.button("discover.proof.check").tap();
		await ines.page.getByText(ines.t("discover.proof.notYet")).waitFor();
		await closeAll(ines);
		await ines.page.getByRole("searchbox", { name: ines.t("discover.search") }).fill("面包");
		await ines.page.getByRole("button", { name: /山坡面包店/ }).waitFor();
	},
);

story("the host deals with what was reported, and with lists of other hosts", async ({ server, person }) => {
	const token = (await server.matrix.logIn("tom", "causeway-demo")).token;
	const { results } = await server.matrix.request("GET", "/_causeway/v1/directory?kind=organisation");
	const path = `/_causeway/v1/directory/entries/${results[0].id}/report`;
	const body = { reason: "impersonation", text: "This is not the clinic" };
	await server.matrix.request("POST", path, { token, body });

	const host = await person({ name: "mei", size: "phone" });
	await host.signIn({ word: "causeway-demo" });
	await host.page.goto(`${server.url}/admin/directory`);
	await hostPart(host, "admin.directory.reports");
	await host.page.getByText("This is not the clinic").waitFor();
	await looks(host, "what was reported of the directory");
	// Other stories of this file report something, too.
	const keep = host.button("admin.directory.keep");
	for (let left = await keep.count(); left > 0; left -= 1) {
		await keep.first().tap();
		await keep.nth(left - 1).waitFor({ state: "detached" });
	}
	await host.page.getByText(host.t("admin.noReports")).waitFor();

	await hostPart(host, "admin.directory.entries");
	await host.button("admin.directory.feature").first().waitFor();
	await looks(host, "entries, for the host");
	await host.button("admin.directory.takeAway").first().tap();
	await host.page.getByText(host.t("admin.directory.takeAwayWords")).waitFor();
	await looks(host, "before an entry is removed");
	await host.page.keyboard.press("Escape");

	await hostPart(host, "admin.directory.subscriptions");
	await host.page.getByText(host.t("admin.directory.noSubscriptions")).waitFor();
	await looks(host, "lists of other hosts");
	host.allow(/status of 400/);
	await host.field("admin.directory.listUrl").fill("https://other.example/_causeway/v1/directory/list");
	await host.page.getByRole("button", { name: host.t("admin.directory.subscribe"), exact: true }).tap();
	await host.page.getByText(host.t("admin.directory.listRefused"), { exact: false }).waitFor();
	await looks(host, "a list that cannot be had");
});

story("what rises stands in Discover, and says by how much", async ({ server, person }) => {
	const { results } = await server.matrix.request("GET", "/_causeway/v1/directory?kind=mini_app&limit=1");
	// Whom the host's proxy names: each from a network of their own.
	for (let network = 1; network <= 25; network += 1) {
		const headers = { "x-forwarded-for": `203.0.113.${network}` };
		const got = await fetch(server.url + results[0].mini_app.url, { headers });
		assert.equal(got.status, 200);
		await got.arrayBuffer();
	}
	const newcomer = await person({ name: "yun", size: "desktop", theme: "dark", lang: "zh" });
	await newcomer.signUp();
	await newcomer.goTo("app.discover");
	await newcomer.heading("discover.rising").waitFor();
	await newcomer.page.getByText("本周被添加 20 次以上").scrollIntoViewIfNeeded();
	await looks(newcomer, "what rises");
});
