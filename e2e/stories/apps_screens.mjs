// Every screen around a mini-app, as four people see it: on a phone and on a desktop, in the light and in the dark, in English
// and in Chinese. Each is looked at by axe, and fits.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { before } from "node:test";
import { root } from "../lib/places.mjs";
import { pair, pick, sendPreview } from "../lib/sending.mjs";
import { ShippedApp } from "../lib/shipped_app.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ limitMs: 240_000 });
before(() => void execFileSync(`${root}scripts/pack-apps`));

/** @typedef {import("../lib/person.mjs").Person} Person */

/** What the list is called for who reads it. @param {Person} who */
const list = ({ lang }) => ({ en: "List", zh: "清单" })[lang];

/** @param {Person} who @param {string} screen */
async function looksRight(who, screen) {
	await who.axe(screen);
	await who.fits(screen);
}

/** Without any they lead to where there are some. @param {Person} who */
async function none(who) {
	await who.open("/apps");
	await who.page.getByText(who.t("apps.mine.empty")).waitFor();
	await looksRight(who, "my mini-apps, none");
	await who.button("apps.mine.find").click();
	await who.heading("discover.title").waitFor();
}

/** From the menu of the app that is open. @param {Person} who @param {string} entry */
async function choose(who, entry) {
	await who.button("apps.screen.more").click();
	await who.page.getByRole("menuitem", { name: who.t(entry) }).click();
}

/** @param {Person} who @param {Person} other */
async function inChat(who, other) {
	const card = who.page.getByTestId("app-card");
	await card.getByText("Groceries").waitFor();
	await looksRight(who, "the card of a mini-app");
	await card.click();
	const app = await ShippedApp.of(who, "list", list(who));
	await app.sees("Oat milk");
	await looksRight(who, "a mini-app in full size");
	assert.match(await who.page.title(), new RegExp(`${list(who)} · ${other.name} · Causeway$`));
	await choose(who, "apps.about.title");
	await who.page.getByRole("dialog").getByText(who.t("apps.about.alone"), { exact: true }).waitFor();
	await looksRight(who, "about a mini-app");
	await who.page.keyboard.press("Escape");
	await choose(who, "apps.remove.action");
	await who.page.getByRole("alertdialog").waitFor();
	await looksRight(who, "removing a mini-app");
	await who.page.keyboard.press("Escape");
	await who.page.getByRole("alertdialog").waitFor({ state: "detached" });
	// The app has been on a page of its own meanwhile: one press leads out of it all the same.
	await app.frame.locator("main").evaluate(() => {
		location.hash = "#elsewhere";
		location.hash = "";
	});
	await who.button("ui.back").click();
	await who.composer.waitFor();
}

/** @param {Person} who */
async function mine(who) {
	await who.open("/discover");
	await who.page.getByRole("link", { name: who.t("discover.myApps") }).click();
	await who.page.getByRole("link", { name: list(who) }).waitFor();
	await looksRight(who, "my mini-apps");
	await who.page.waitForFunction(
		(name) => document.title.endsWith(`${name} · Causeway`),
		who.t("apps.mine.title"),
	);
	await who.button("apps.mine.more", { name: list(who) }).click();
	await who.page.getByRole("menuitem", { name: who.t("apps.remove.action") }).click();
	await who.page.getByRole("button", { name: who.t("apps.remove.confirm"), exact: true }).click();
	await who.page.getByText(who.t("apps.mine.empty")).waitFor();
}

/** An address that is none leads to the place that it is below. @param {Person} who */
async function astray(who) {
	await who.open("/me/no/such/page");
	await who.heading("settings.title").waitFor();
	await who.open("/contacts/@a:b/no/such");
	await who.page.waitForURL(`${who.url}/contacts`);
}

/** Two people at a time. @type {[string, import("../lib/person.mjs").PersonOptions, import("../lib/person.mjs").PersonOptions][]} */
const couples = [
	[
		"in the light",
		{ size: "phone", theme: "light", lang: "en" },
		{ size: "desktop", theme: "light", lang: "zh" },
	],
	[
		"in the dark",
		{ size: "phone", theme: "dark", lang: "zh" },
		{ size: "desktop", theme: "dark", lang: "en" },
	],
];

for (const [where, phone, desktop] of couples)
	story(`the screens around a mini-app ${where}`, async (cast) => {
		const { one, other } = await pair(cast, phone, desktop);
		for (const who of [one, other]) await none(who);
		for (const [who, with_] of /** @type {const} */ ([
			[one, other],
			[other, one],
		])) {
			await who.goTo("app.chats");
			await who.openChat(with_.name);
		}
		const buffer = readFileSync(`${root}target/apps/list.xdc`);
		await pick(one, "media.attach.file", [{ name: "list.xdc", mimeType: "", buffer }]);
		await sendPreview(one);
		await one.page.getByTestId("app-card").click();
		const app = await ShippedApp.of(one, "list", list(one));
		for (const what of [
			"Oat milk",
			"新鲜的面包",
			"A birthday cake for grandma, with cherries and without nuts",
		]) {
			await app.fill("what", what);
			await app.press("add");
			await app.sees(what);
		}
		await app.press("rename");
		await app.fill("name", "Groceries");
		await app.press("kit.save");
		await other.page.getByTestId("app-card").getByText("Groceries").waitFor();
		await one.button("ui.back").click();
		await inChat(one, other);
		await inChat(other, one);
		for (const who of [one, other]) {
			await mine(who);
			await astray(who);
		}
	});
