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
