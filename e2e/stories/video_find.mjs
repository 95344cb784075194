// Finding short videos: by words in both scripts, by tag, by whom, by what is heard in them.
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

/** A video on a page of videos. @param {Person} who @param {string} caption */
const cell = (who, caption) =>
	who.page.getByRole("link", { name: who.t("video.watchOne", { caption }), exact: true });

/** Types into the box of the search. @param {Person} who @param {string} words */
const type = (who, words) => who.field("video.searchHint").fill(words);

/** Chooses what is searched. @param {Person} who @param {string} kind */
const choose = (who, kind) => who.page.getByRole("radio", { name: who.t(`video.kind.${kind}`) }).click();

story("words, tags, people and sounds lead to videos", async ({ server, person }) => {
	const maker = await server.matrix.register("noodlemaker");
	const given = await film("life", { seconds: 2 });
	const boiling = await posted(server, maker, given, { caption: "Boiling water #noodles" });
	await posted(server, maker, given, { caption: "水开的工夫拉好一碗面 #拉面" });

	const ana = await person({ name: "ana" });
	const tom = await person({ name: "tom", size: "desktop", theme: "dark", lang: "zh" });
	await ana.signUp();
	await tom.signUp();

	await ana.goTo("app.video");
	await ana.page.getByRole("link", { name: ana.t("video.search"), exact: true }).click();
	await ana.page.getByRole("heading", { name: ana.t("video.trendingTags") }).waitFor();
	await ana.axe("what is on the way up");
	await type(ana, "nood");
	await ana.page
		.getByRole("list", { name: ana.t("video.suggestions") })
		.getByRole("link", { name: /#noodles/ })
		.click();
	await cell(ana, "Boiling water #noodles").waitFor();
	await ana.axe("the page of a tag");
	await ana.fits("the page of a tag");
	await ana.page.goBack();
	await type(ana, "noodlemaker");
	await ana.page.keyboard.press("Enter");
	await choose(ana, "people");
	await ana.page.getByRole("link", { name: /@noodlemaker:/ }).click();
	await ana.button("video.follow").waitFor();
	await cell(ana, "Boiling water #noodles").waitFor();

	await tom.open("/video/search");
	await type(tom, "拉好");
	await tom.page.keyboard.press("Enter");
	await cell(tom, "水开的工夫拉好一碗面 #拉面").waitFor();
	await tom.axe("found videos");
	await type(tom, "boiling");
	await tom.page.keyboard.press("Enter");
	await choose(tom, "sounds");
	await tom.page
		.getByRole("main")
		.getByRole("link", { name: /Boiling/ })
		.click();
	await tom.page.getByRole("link", { name: "noodlemaker", exact: true }).waitFor();
	await cell(tom, "Boiling water #noodles").waitFor();
	await tom.axe("the page of a sound");
	await tom.open(`/video/sound/${boiling}-gone`);
	tom.allow(/status of 404/);
	await tom.page.getByText(tom.t("video.soundGone")).waitFor();
});

story("what rises, of one language or of all, and the device remembers which", async ({ server, person }) => {
	const maker = await server.matrix.register("riser");
	const fan = await server.matrix.register("fan");
	const given = await film("bars", { seconds: 2 });
	const rises = async (/** @type {string} */ caption, /** @type {string} */ language) => {
		const id = await posted(server, maker, given, { caption, language });
		await server.matrix.request("PUT", `/_causeway/v1/videos/${id}/like`, { token: fan.token, body: {} });
	};
	await rises("A pot of tea #teatime", "en");
	await rises("一壶好茶 #喝茶", "zh-Hans");

	for (const [name, look] of /** @type {const} */ ([
		["lin", { size: "phone", theme: "dark", lang: "zh" }],
		["kit", { size: "desktop" }],
	])) {
		const who = await person({ name, ...look });
		await who.signUp();
		const names = new Intl.DisplayNames([look.size === "phone" ? "zh-Hans" : "en"], { type: "language" });
		const chip = (/** @type {string} */ label) => who.page.getByRole("radio", { name: label, exact: true });
		const chinese = names.of("zh") ?? "";
		const tag = (/** @type {string} */ label) =>
			who.page.getByRole("link", { name: new RegExp(`#${label}`) });
		const tea = cell(who, "A pot of tea #teatime");
		await who.open("/video/search");
		await tea.waitFor();
		await cell(who, "一壶好茶 #喝茶").waitFor();
		await chip(chinese).click();
		await tea.waitFor({ state: "detached" });
		await tag("teatime").waitFor({ state: "detached" });
		await tag("喝茶").first().waitFor();
		await who.page
			.getByRole("link", { name: /一壶好茶/ })
			.first()
			.waitFor();
		await who.axe("what rises in Chinese");
		await who.fits("what rises in Chinese");

		await cell(who, "一壶好茶 #喝茶").click();
		await who.page.locator("article[data-active]").waitFor();
		await who.page.goBack();
		await who.page.getByRole("radio", { name: chinese, exact: true, checked: true }).waitFor();

		// Chosen on another day, when something was there.
		await who.page.evaluate(() => {
			const kept = JSON.parse(localStorage.getItem("causeway.settings") ?? "{}");
			localStorage.setItem("causeway.settings", JSON.stringify({ ...kept, videoTrends: "cy" }));
		});
		await who.page.reload();
		await who.page.getByText(who.t("video.trendingNoneIn", { language: names.of("cy") ?? "" })).waitFor();
		await who.axe("nothing rises");
		await who.button("video.trendingAllLanguages").click();
		await tea.waitFor();
	}
});
