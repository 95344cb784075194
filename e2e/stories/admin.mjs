// The host's page.
import assert from "node:assert/strict";
import { encryption } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ demo: true });
const word = "causeway-demo";

story(
	"the host sees how the server is, makes an account, invites, and deals with a report",
	async ({ server, person }) => {
		const reporter = await server.matrix.logIn("tom", word);
		const rooms = await server.matrix.request("GET", "/joined_rooms", { token: reporter.token });
		const roomId = rooms.joined_rooms[0];
		const eventId = await server.matrix.send(reporter, roomId, {
			msgtype: "m.text",
			body: "Buy my miracle tea",
		});
		const path = `/rooms/${encodeURIComponent(roomId)}/report/${encodeURIComponent(eventId)}`;
		await server.matrix.request("POST", path, { token: reporter.token, body: { reason: "Advertisement" } });

		const mei = await person({ name: "mei", size: "desktop" });
		await mei.signIn({ word });
		await mei.goTo("app.me");
		await mei.page.getByRole("link", { name: mei.t("admin.title") }).click();
		await mei.page.getByText(mei.t("admin.health")).waitFor();
		await mei.axe("the host's overview");

		const tab = (/** @type {string} */ id) => mei.page.getByRole("link", { name: mei.t(id), exact: true });
		await tab("admin.people").first().click();
		await mei.button("admin.newPerson").click();
		await mei.field("admin.username").fill("lin");
		await mei.button("admin.make").click();
		const password = (await mei.page.getByRole("alertdialog").locator("code").textContent()) ?? "";
		await mei.button("admin.kept").click();
		await mei.page.getByText("@lin:").first().waitFor();
		await mei.axe("the people of a server");
		assert.ok((await server.matrix.logIn("lin", password)).token, "the new account does not open");

		await tab("admin.tokens").click();
		await mei.button("admin.newToken").click();
		await mei.button("admin.make").click();
		await mei.page.getByRole("img", { name: mei.t("admin.invitationCode") }).waitFor();
		await mei.button("ui.copyLink").click();
		assert.match(await mei.clipboard(), /\/join\/[\w-]+$/);
		await mei.page.keyboard.press("Escape");

		await tab("admin.reports").click();
		await mei.page.getByText("Buy my miracle tea").waitFor();
		await mei.axe("reports");
		await mei.button("admin.resolve").click();
		await mei.page
			.getByRole("dialog")
			.getByRole("button", { name: mei.t("admin.resolve") })
			.click();
		await mei.page.getByText(mei.t("admin.noReports")).waitFor();
	},
);

story(
	"a message, a person and a group are reported, and the host looks at each and decides",
	async ({ server, person }) => {
		const spam = await person({ name: "spam", size: "desktop" });
		const kai = await person({ name: "kai", size: "phone", theme: "dark", lang: "zh" });
		await spam.signUp();
		await kai.signUp();
		await server.matrix.createRoom(spam.account, {
			name: "Miracles",
			preset: "private_chat",
			invite: [kai.account.userId],
			initial_state: [encryption],
		});
		await kai.button("chat.invitation.accept").click();
		await kai.composer.waitFor();
		await spam.openChat("Miracles");
		await spam.send("Buy my miracle tea");

		/** @param {string} reason @param {string} label @param {string} send */
		const report = async (reason, label, send) => {
			await kai.field(label).fill(reason);
			await kai.axe(reason);
			await kai.button(send).click();
			await kai.field(label).waitFor({ state: "detached" });
		};
		await kai.message("miracle tea").click({ button: "right" });
		await kai.page.getByRole("menuitem", { name: kai.t("chat.action.report") }).click();
		await kai.page.getByRole("switch", { name: kai.t("chat.report.words") }).waitFor({ state: "attached" });
		await kai.fits("reporting a message");
		await report("骗人的广告", "chat.report.reason", "chat.report.send");
		await kai.page.getByRole("link", { name: "Miracles" }).last().click();
		await kai.page.getByRole("button", { name: kai.t("rooms.report") }).click();
		await report("整个群都是广告", "rooms.reportReason", "rooms.reportSend");
		await kai.open("/@spam");
		await kai.page.getByRole("button", { name: kai.t("contacts.report") }).click();
		await report("到处发广告", "contacts.reportReason", "contacts.reportSend");

		const mei = await person({ name: "mei", size: "desktop" });
		await mei.signIn({ word });
		await mei.open("/admin/reports");
		/** @param {string} reason */
		const card = (reason) => mei.page.getByRole("listitem").filter({ hasText: reason });
		// What was encrypted is there because kai sent it along.
		await card("骗人的广告").filter({ hasText: "“Buy my miracle tea”" }).waitFor();
		await card("骗人的广告").getByText(mei.t("admin.encryptedWords")).waitFor();
		await card("到处发广告").waitFor();
		await mei.axe("three reports");
		await card("整个群都是广告")
			.getByRole("link", { name: mei.t("admin.toRoom") })
			.click();
		await mei.button("admin.actsOn", { name: "Miracles" }).click();
		await mei.page.getByRole("menuitem", { name: mei.t("admin.close") }).click();
		await mei.page
			.getByRole("alertdialog")
			.getByRole("button", { name: mei.t("admin.close") })
			.click();
		await spam.chatRow("Miracles").waitFor({ state: "detached" });

		await mei.page.goBack();
		await card("到处发广告")
			.getByRole("link", { name: mei.t("admin.toAccount") })
			.click();
		await mei.button("admin.actsOn", { name: "spam" }).click();
		await mei.page.getByRole("menuitem", { name: mei.t("admin.deactivate") }).click();
		await mei.page
			.getByRole("alertdialog")
			.getByRole("button", { name: mei.t("admin.deactivate") })
			.click();
		spam.allow(/401/);
		await spam.page.getByText(spam.t("accounts.left.revoked")).waitFor();
	},
);

story("others are told that the page is not theirs", async ({ person }) => {
	const ana = await person({ name: "ana", size: "phone", lang: "zh" });
	ana.allow(/status 403/);
	await ana.signIn({ word });
	await ana.goTo("app.me");
	await ana.heading("settings.title").waitFor();
	assert.equal(await ana.page.getByRole("link", { name: ana.t("admin.title") }).count(), 0);
	await ana.open("/admin");
	await ana.page.getByText(ana.t("admin.notYours")).waitFor();
	await ana.fits("the page that is not theirs");
});
