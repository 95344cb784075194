// The host and short videos: a report, a decision that its author learns of, an objection, and pictures that stay away.
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ demo: true });
const word = "causeway-demo";

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Chooses a part of the host's page about videos. @param {Person} who @param {string} part */
const part = (who, part) => who.page.getByRole("radio", { name: who.t(`admin.videos.${part}`) }).click();

/** A button of the dialog that is open. @param {Person} who @param {string} id */
const inDialog = (who, id) =>
	who.page.getByRole("dialog").getByRole("button", { name: who.t(id), exact: true });

story("a reported video is removed, its author objects, and it comes back", async ({ server, person }) => {
	const account = await server.matrix.logIn("tom", word);
	const id = await posted(server, account, await film("red", { seconds: 2 }), { caption: "A rough game" });

	const ana = await person({ name: "ana" });
	await ana.signIn({ word });
	await ana.open(`/v/${id}`);
	await ana.page
		.locator("[data-active]")
		.getByRole("button", { name: ana.t("video.play"), exact: true })
		.dispatchEvent("contextmenu");
	await ana.page.getByRole("dialog").getByText(ana.t("video.report"), { exact: true }).click();
	await ana.page.getByText(ana.t("video.rule.violence"), { exact: true }).click();
	await ana.field("video.reportText").fill("Somebody is hit");
	await ana.axe("reporting a video");
	await inDialog(ana, "video.reportSend").click();
	await ana.page.getByText(ana.t("video.reported")).waitFor();

	const mei = await person({ name: "mei", size: "desktop", theme: "dark", lang: "zh" });
	await mei.signIn({ word });
	await mei.open("/admin/videos");
	await mei.page.getByText("Somebody is hit").waitFor();
	await mei.axe("reported videos");
	await mei.button("admin.decide").click();
	await mei.page.getByRole("dialog").getByText(mei.t("admin.decision.remove"), { exact: true }).click();
	await mei.axe("a decision");
	await inDialog(mei, "admin.decide").click();
	await mei.page.getByText(mei.t("admin.noReports")).waitFor();

	const tom = await person({ name: "tom" });
	await tom.signIn({ word });
	await tom.open(`/video/people/${encodeURIComponent(tom.account.userId)}`);
	await tom.page.getByRole("link", { name: /A rough game/ }).click();
	await tom.page.getByText(tom.t("video.rule.violence"), { exact: true }).waitFor();
	await tom.field("video.appealText").fill("It is a game, nobody was hurt");
	await tom.axe("why a video was removed");
	await tom.fits("why a video was removed");
	await tom.button("video.appealSend").click();
	await tom.page.getByText(tom.t("video.appeal.open")).waitFor();

	ana.allow(/status of 404/);
	await ana.open(`/v/${id}`);
	await ana.page.getByText(ana.t("video.gone")).waitFor();

	await part(mei, "appeals");
	await mei.page.getByText("It is a game, nobody was hurt").waitFor();
	await mei.axe("objections");
	await mei.button("admin.appealUphold").click();
	await inDialog(mei, "admin.appealUphold").click();
	await mei.page.getByText(mei.t("admin.noAppeals")).waitFor();
	await part(mei, "audit");
	await mei.page.getByText(mei.t("admin.decision.remove"), { exact: true }).first().waitFor();
	await mei.axe("the log of decisions");
	await part(mei, "blocklist");
	await mei.field("admin.blocklistLines").fill("0123456789abcdef\nfedcba9876543210");
	await mei.button("admin.blocklistAdd").click();
	await mei.page.getByText("已添加 2 个画面。").waitFor();
	await mei.axe("blocked pictures");

	await tom.page.reload();
	await tom.page.getByText(tom.t("video.removedNot")).waitFor();
	await ana.open(`/v/${id}`);
	await ana.page.locator("[data-active]").waitFor();
});
