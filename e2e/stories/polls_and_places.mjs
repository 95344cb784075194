// Polls, and where somebody is.
import assert from "node:assert/strict";
import { pair } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

story("a poll is asked, answered, changed and ended", async (cast) => {
	const { one, other } = await pair(cast, {}, { size: "desktop", lang: "zh", theme: "dark" });
	await one.button("chat.attach").click();
	await one.page.getByRole("menuitem", { name: one.t("media.attach.poll") }).click();
	await one.field("media.poll.question").fill("Dinner?");
	await one.field("media.poll.answerNumber", { number: 1 }).fill("Noodles");
	await one.field("media.poll.answerNumber", { number: 2 }).fill("Rice");
	await one.axe("a new poll");
	await one.button("media.poll.send").click();

	/** @param {Person} by @param {string} answer @param {number} count */
	const option = (by, answer, count) =>
		by.page.getByRole("button", { name: new RegExp(`^${answer}(, |，)${count} `) });
	await option(other, "Rice", 0).click();
	await option(one, "Rice", 1).waitFor();
	await option(one, "Noodles", 0).click();
	await option(other, "Noodles", 1).click();
	await option(one, "Noodles", 2).waitFor();
	await option(one, "Rice", 0).waitFor();
	await other.axe("a poll");
	await one.button("media.poll.end").click();
	await one.page
		.getByRole("alertdialog")
		.getByRole("button", { name: one.t("media.poll.end") })
		.click();
	await other.page.getByText(other.t("media.poll.ended")).waitFor();
	assert.ok(await option(other, "Noodles", 2).isDisabled());
});

story("a place is sent once it was asked for, as a card that calls no map", async (cast) => {
	const here = { latitude: 22.2819, longitude: 114.158, accuracy: 20 };
	const { one, other } = await pair(cast, { context: { geolocation: here, permissions: ["geolocation"] } });
	await one.button("chat.attach").click();
	await one.page.getByRole("menuitem", { name: one.t("media.attach.location") }).click();
	await one.button("media.location.mine").click();
	await one.page.getByText("22.28190° N, 114.15800° E").waitFor();
	await one.field("media.location.description").fill("Pier 4");
	await one.axe("sending a place");
	await one.button("media.location.send").click();
	await other.sees("Pier 4");
	const link = other.page.getByRole("link", { name: other.t("media.location.open") });
	assert.match(
		String(await link.getAttribute("href")),
		/^https:\/\/www\.openstreetmap\.org\/\?mlat=22\.2819&/,
	);
	assert.match(String(await link.getAttribute("rel")), /noopener/);
});
