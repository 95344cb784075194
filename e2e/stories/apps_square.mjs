// The demo's square, where mini-apps stand open: who comes there orders and books, and who owns them goes on with them.

import { demoPassword } from "../lib/lively.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ demo: true, args: ["--welcome-room", "harbour"], limitMs: 240_000 });

/** @typedef {import("../lib/person.mjs").Person} Person */

/** @param {Person} who @param {string} name */
const card = (who, name) => who.page.getByTestId("app-card").filter({ hasText: name }).last();
/** The app's page. @param {Person} who @param {string} name */
const inside = ({ page }, name) => page.frameLocator(`iframe[title="${name}"]`);

story("a newcomer orders noodles in the square and books a time; who runs the shop accepts", async (cast) => {
	const guest = await cast.person();
	const jun = await cast.person({ name: "jun", size: "desktop", lang: "zh", theme: "dark" });
	await guest.signUp();
	await jun.signIn({ word: demoPassword });
	for (const [who, name] of /** @type {const} */ ([
		[guest, "Shop"],
		[jun, "小店"],
	])) {
		await who.openChat("Harbour Square");
		await card(who, name).waitFor();
	}
	// The app names who did it, and so does the chat: once is enough.
	await guest.page.getByText("Tom Okafor ordered for €16.00", { exact: true }).waitFor();
	await guest.axe("the square with mini-apps");
	await guest.picture("the square with mini-apps");

	await card(guest, "Shop").click();
	const shop = inside(guest, "Shop");
	await shop.getByRole("button", { name: /^Add 葱油拌面/ }).click();
	await guest.picture("the menu");
	await shop.getByRole("button", { name: /Basket: 1 thing/ }).click();
	await shop.getByRole("button", { name: /Order for €7/ }).click();
	await shop.getByText("Waiting", { exact: true }).waitFor();

	await card(jun, "小店").click();
	const own = inside(jun, "小店");
	await own
		.getByText(/葱油拌面/)
		.first()
		.waitFor();
	await jun.picture("his own shop");
	await own.getByRole("button", { name: "接单" }).click();
	await shop.getByText("Accepted", { exact: true }).waitFor();

	await guest.page.goBack();
	await card(guest, "Calendar").click();
	const times = inside(guest, "Calendar");
	await times.getByRole("button", { name: /Book/ }).first().waitFor();
	await guest.picture("the clinic's hours");
	await times.getByRole("button", { name: /Book/ }).first().click();
	await times.getByRole("dialog").getByRole("button", { name: "Book", exact: true }).click();
	await times
		.getByText(/Booked|Your booking|You/)
		.first()
		.waitFor();
	await guest.picture("booked");
	await guest.page.goBack();
	await guest.page.getByText(/^person1 booked /).waitFor();
});
