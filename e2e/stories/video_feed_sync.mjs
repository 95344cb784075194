// For You on two devices of one person: what one learns the other knows after an exchange, a reset reaches both, and the
// server carries letters of one size that it cannot read.
import assert from "node:assert/strict";
import { packed, packsSoon } from "../lib/feeds.mjs";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";
import { act, watched } from "../lib/watching.mjs";

const { story } = stage({ ...packsSoon, limitMs: 240_000 });

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Switches the exchange on, on the page "Your feed". @param {Person} who */
async function share(who) {
	await who.open("/video/feed");
	await who.page.getByText(who.t("video.feed.exchange.on"), { exact: true }).click();
	await who.button("video.feed.exchange.now").waitFor();
}

/** What left this device for others. @param {Person} who */
function letters(who) {
	/** @type {string[]} */
	const sent = [];
	who.context.on("request", (request) => {
		if (!request.url().includes("/sendToDevice/")) return;
		// Under its own type it would be readable: the type stands in the address.
		assert.doesNotMatch(request.url(), /app\.causeway/);
		sent.push(request.postData() ?? "");
	});
	return sent;
}

story(
	"what one device learns the other knows, and a reset reaches both",
	async ({ server, person, device }) => {
		const maker = await server.matrix.register("maker");
		const given = await film("green", { seconds: 1, size: "108x192" });
		await packed(server, [await posted(server, maker, given, { caption: "a cup #teatime" })]);
		const phone = await person({ name: "ida" });
		await phone.signUp();
		const laptop = await device(phone, { size: "desktop", theme: "dark" });
		await laptop.signIn({ gate: "stay" });
		await laptop.confirmByKey(phone.recoveryKey ?? "");
		await laptop.atHome();
		const sent = letters(phone);

		await phone.open("/video");
		const skip = phone.button("video.feed.skip");
		await skip.or(watched(phone)).first().waitFor();
		if (await skip.isVisible()) await skip.click();
		await act(phone, "video.like").click();
		await share(phone);
		await phone.axe("your feed, exchanged");
		await share(laptop);
		await laptop.axe("your feed, exchanged");
		await phone.button("video.feed.exchange.now").click();
		await laptop.page.getByText("#teatime", { exact: true }).first().waitFor({ timeout: 60_000 });

		await laptop.button("video.feed.reset").click();
		await laptop.page
			.getByRole("alertdialog")
			.getByRole("button", { name: laptop.t("video.feed.reset") })
			.click();
		await laptop.page.getByText(laptop.t("video.feed.knowsNothing")).waitFor();
		await laptop.button("video.feed.exchange.now").click();
		await phone.page.getByText(phone.t("video.feed.knowsNothing")).waitFor();

		const long = sent.filter((body) => body.length > 40_000);
		assert.ok(long.length >= 8, `letters of four pieces each: ${sent.map((body) => body.length)}`);
		const sizes = long.map((body) => body.length);
		assert.ok(Math.max(...sizes) - Math.min(...sizes) < 1024, `of one size: ${sizes}`);
		for (const body of sent) {
			assert.doesNotMatch(body, /teatime|app\.causeway\.feed|moments/);
			// The pieces are base64: that none of them travels bare is seen by what opens each letter.
			assert.ok(!body.includes(Buffer.from('{"moods":[["first"').toString("base64").slice(0, 20)));
		}
		for (const body of long) assert.match(body, /"algorithm":"m\.olm\.v1/);
	},
);
