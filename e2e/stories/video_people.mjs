// Short videos among people: following, private accounts, comments, notifications, what one keeps and whom one avoids.
import assert from "node:assert/strict";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

/** The page of somebody's videos. @param {Person} who @param {Person} whose */
const pageOf = (who, whose) => who.open(`/video/people/${encodeURIComponent(whose.account.userId)}`);

/** A video of somebody on a page of videos. @param {Person} who @param {string} caption */
const cell = (who, caption) =>
	who.page.getByRole("link", { name: who.t("video.watchOne", { caption }), exact: true });

/** The comment with these words. @param {Person} who @param {string} words */
const comment = (who, words) => who.page.getByRole("article").filter({ hasText: words }).last();

/** Chooses from the menu of a comment. @param {Person} who @param {string} words @param {string} name @param {string} act */
async function withComment(who, words, name, act) {
	await comment(who, words)
		.getByRole("button", { name: who.t("video.commentActions", { name }), exact: true })
		.click();
	await who.page.getByRole("menuitem", { name: who.t(act), exact: true }).click();
}

/** Opens the comments of the video on the screen. @param {Person} who */
const openComments = (who) =>
	who.page
		.locator("[data-active]")
		.getByRole("button", { name: new RegExp(`^${who.t("video.comments")}`) })
		.click();

story(
	"a private account is followed on request, and its video is talked about",
	async ({ server, person }) => {
		const lin = await person({ name: "lin" });
		const tom = await person({ name: "tomo", size: "desktop", theme: "dark", lang: "zh" });
		await lin.signUp();
		await tom.signUp();
		await lin.open("/me/video");
		await lin.page.getByText(lin.t("video.settings.private"), { exact: true }).click();
		await lin.page.getByRole("link", { name: lin.t("video.requests") }).waitFor();
		await lin.axe("the settings of videos");
		const id = await posted(server, lin.account, await film("card", { seconds: 2 }), {
			caption: "Noodles at home",
		});

		await pageOf(tom, lin);
		await tom.page.getByText(tom.t("video.privateWords")).waitFor();
		await tom.axe("the page of a private account");
		await tom.button("video.follow").click();
		await tom.button("video.requested").waitFor();

		await lin.open("/video/notifications");
		await lin.page.getByRole("listitem").filter({ hasText: "tomo" }).waitFor();
		await lin.axe("notifications");
		await lin.fits("notifications");
		await lin.button("video.actFor", { act: lin.t("video.accept"), name: "tomo" }).click();
		await lin.page.getByText("tomo").first().waitFor({ state: "detached" });

		await tom.page.reload();
		await tom.button("video.followed").waitFor();
		await tom.axe("the page of somebody whom one follows");
		await cell(tom, "Noodles at home").click();
		await openComments(tom);
		await tom.field("video.say").fill("太香了吧 @li");
		await tom.page
			.getByRole("list", { name: tom.t("video.mention") })
			.getByRole("button", { name: /@lin:/ })
			.click();
		await tom.page.keyboard.type("求教程");
		await tom.page.keyboard.press("Enter");
		await comment(tom, "求教程").waitFor();
		await tom.axe("comments beside the player");

		await lin.open(`/v/${id}`);
		await openComments(lin);
		await comment(lin, "求教程")
			.getByRole("button", { name: lin.t("video.like"), exact: true })
			.click();
		await comment(lin, "求教程")
			.getByRole("button", { name: lin.t("video.answer"), exact: true })
			.click();
		await lin.field("video.answerTo", { name: "tomo" }).fill("Two eggs, no water");
		await lin.page.keyboard.press("Enter");
		await comment(lin, "Two eggs").getByText(lin.t("video.author"), { exact: true }).waitFor();
		await withComment(lin, "求教程", "tomo", "video.pin");
		await comment(lin, "求教程").getByText(lin.t("video.pinned"), { exact: true }).waitFor();
		await lin.axe("comments over the player");

		await tom.open("/video/notifications");
		await tom.page
			.getByRole("link", { name: /Two eggs, no water/ })
			.first()
			.click();
		await comment(tom, "求教程").getByText(tom.t("video.pinned"), { exact: true }).waitFor();
		await comment(tom, "求教程").getByRole("button", { name: "1 条回复", exact: true }).click();
		await comment(tom, "Two eggs").waitFor();
		await withComment(tom, "求教程", "tomo", "video.commentDelete");
		await tom.page
			.getByRole("alertdialog")
			.getByRole("button", { name: tom.t("video.commentDelete"), exact: true })
			.click();
		await tom.page.getByText(tom.t("video.noComments")).waitFor();
	},
);

story("what one saves is sorted, and whom one blocks is gone", async ({ server, person }) => {
	const ida = await person({ name: "ida", size: "desktop" });
	const bo = await person({ name: "bo", lang: "zh" });
	await ida.signUp();
	await bo.signUp();
	const id = await posted(server, ida.account, await film("bars", { seconds: 2 }), { caption: "Colours" });

	await bo.open(`/v/${id}`);
	await bo.page.locator("[data-active]").waitFor();
	await bo.page
		.locator("[data-active]")
		.getByRole("button", { name: bo.t("video.play"), exact: true })
		.dispatchEvent("contextmenu");
	await bo.page.getByRole("dialog").getByText(bo.t("video.saveTo"), { exact: true }).click();
	await bo.page.getByText(bo.t("video.newCollection"), { exact: true }).click();
	await bo.field("video.collectionName").fill("灵感");
	await bo.button("video.collectionKeep").click();
	await bo.page.getByText(bo.t("video.savedTo", { name: "灵感" })).waitFor();

	await bo.open(`/video/people/${encodeURIComponent(bo.account.userId)}?tab=saved`);
	await cell(bo, "Colours").waitFor();
	await bo.axe("what one saved");
	await bo.fits("what one saved");
	await bo.page.getByRole("link", { name: /灵感/ }).click();
	await bo.heading("video.search").waitFor({ state: "detached" });
	await cell(bo, "Colours").waitFor();
	await bo.axe("a collection");

	await pageOf(bo, ida);
	await cell(bo, "Colours").waitFor();
	await bo.button("video.follow").click();
	await bo.button("video.followed").waitFor();
	await ida.open(`/video/people/${encodeURIComponent(ida.account.userId)}/followers`);
	await ida.button("video.actFor", { act: ida.t("video.followBack"), name: "bo" }).waitFor();
	await ida.axe("followers");
	await bo.button("video.actionsFor", { name: "ida" }).click();
	await bo.page.getByRole("menuitem", { name: bo.t("video.block"), exact: true }).click();
	await bo.page
		.getByRole("alertdialog")
		.getByRole("button", { name: bo.t("video.block"), exact: true })
		.click();
	await bo.page.getByText(bo.t("video.isBlocked", { name: "ida" })).waitFor();
	ida.allow(/status of 404/);
	await pageOf(ida, bo);
	await ida.page.getByText(ida.t("video.nobody")).waitFor();
	await bo.open("/video/blocked");
	await bo.axe("whom one blocked");
	await bo.button("video.actFor", { act: bo.t("video.unblock"), name: "ida" }).click();
	await bo.page.getByText(bo.t("video.noBlocked")).waitFor();
	await pageOf(ida, bo);
	await ida.button("video.follow").waitFor();
	assert.equal(await ida.page.getByText(ida.t("video.nobody")).count(), 0);
});
