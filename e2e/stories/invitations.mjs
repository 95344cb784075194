// A server that is joined by invitation: somebody who is here gives one out, somebody new comes by it.
import assert from "node:assert/strict";
import { password } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ registration: "invite" });

story(
	"an invitation lets one person in, who is greeted and finds who invited",
	async ({ server, person }) => {
		await server.run("user", "create", "mei", "--password", password);
		const mei = await person({ name: "mei", size: "desktop" });
		await mei.signIn();
		await mei.goTo("app.contacts");
		await mei.button("contacts.invite").click();
		await mei.button("contacts.inviteMake").click();
		await mei.heading("contacts.inviteTitle").waitFor();
		await mei.axe("an invitation");
		await mei.button("ui.copyLink").click();
		const link = new URL(await mei.clipboard());
		await mei.button("ui.close").click();

		const tom = await person({ name: "tom", size: "phone", lang: "zh" });
		await tom.fillDoor(link.pathname);
		await tom.page.getByRole("status").filter({ hasText: "mei" }).waitFor();
		await tom.axe("the door, by invitation");
		await tom.button("accounts.create").click();
		await tom.button("trust.key.copy").click();
		await tom.button("trust.key.done").click();
		await tom.heading("contacts.invitedByTitle", { name: "mei" }).waitFor();
		await tom.axe("who invited");
		await tom.button("contacts.sayHello").click();
		await tom.button("contacts.addShort").click();
		await tom.button("contacts.sendRequest").click();
		await tom.composer.waitFor();

		// Used once; another one is taken back.
		await mei.page.reload();
		await mei.page.getByText(mei.t("contacts.inviteUsed", { name: "tom" })).waitFor();
		await mei.button("contacts.inviteMake").click();
		await mei.button("ui.copyLink").click();
		const second = new URL(await mei.clipboard());
		assert.notEqual(second.pathname, link.pathname);
		await mei.button("ui.close").click();
		await mei.button("contacts.inviteRevoke").click();
		const asked = mei.page.getByRole("alertdialog");
		await asked.getByRole("button", { name: mei.t("contacts.inviteRevoke") }).click();
		await asked.waitFor({ state: "detached" });
		await mei.button("contacts.inviteRevoke").waitFor({ state: "detached" });

		const ana = await person({ name: "ana", size: "phone" });
		await ana.open(second.pathname);
		await ana.page.getByText(ana.t("accounts.problem.token")).waitFor();
	},
);
