// From the press on a card until the app's page can be used.
import { readFileSync } from "node:fs";
import { root } from "../../e2e/lib/places.mjs";
import { p50, p95, short } from "./figures.mjs";
import { frameOf } from "./meter.mjs";

/** @typedef {import("../../e2e/lib/person.mjs").Person} Person */

/** In every document: when something was pressed, and when a page in a frame stands there with something to press. */
export function stopwatch() {
	const here = /** @type {any} */ (self);
	addEventListener("click", () => (here.pressed = Date.now()), true);
	if (self === top) return;
	const look = () => {
		if (here.ready || !document.querySelector("main h1") || !document.querySelector("button:enabled")) return;
		here.ready = -1;
		// The picture after the one in which it stands there.
		requestAnimationFrame(() => requestAnimationFrame(() => (here.ready = Date.now())));
	};
	new MutationObserver(look).observe(document, { childList: true, subtree: true });
}

/** Presses on the newest card; milliseconds until its app can be used. @param {Person} who @param {string} title */
async function press(who, title) {
	await who.page.getByTestId("app-card").last().click();
	const frame = await frameOf(who, title);
	await frame.waitForFunction(() => /** @type {any} */ (self).ready > 0, undefined, { timeout: 60_000 });
	const [from, to] = await Promise.all([
		who.page.evaluate(() => /** @type {any} */ (self).pressed),
		frame.evaluate(() => /** @type {any} */ (self).ready),
	]);
	await who.page.goBack();
	await who.composer.waitFor();
	return to - from;
}

/**
 * Rows of one app.
 * @param {Person} who @param {import("../../e2e/lib/writer.mjs").Writer} writer @param {string} roomId
 * @param {string} id of apps/ @param {string} title @param {number} times @param {boolean} isNew
 */
export async function opening(who, writer, roomId, id, title, times, isNew) {
	const archive = readFileSync(`${root}target/apps/${id}.xdc`);
	const cold = [];
	const warm = [];
	for (let n = 0; n < times; n++) {
		const event = await writer.sendApp(roomId, title, archive);
		await who.page.locator(`[data-testid="app-card"][href*="${encodeURIComponent(event)}"]`).waitFor();
		// The chat comes to rest: what belongs to the message is none of the opening's.
		await who.page.waitForTimeout(500);
		cold.push(await press(who, title));
		await who.page.waitForTimeout(300);
		warm.push(await press(who, title));
	}
	const kb = Math.round(archive.length / 1024);
	const row = (/** @type {string} */ what, /** @type {number[]} */ all) =>
		`| ${id} (${kb} KB): ${what} | ${short(p50(all))} | ${short(p95(all))} | ${all.length} |`;
	const first = isNew ? [row("as the first mini-app of a new device", cold.splice(0, 1))] : [];
	return [row("the first time on this device", cold), row("again", warm), ...first];
}
