// The host's page.
import assert from "node:assert/strict";
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
