// A mini-app that measures: what came when, and what it says on demand.
import { packed } from "../../e2e/lib/xdc.mjs";

/** What its page offers to `frame.evaluate`, as `self.meter`. */
const script = `
	const got = [];
	const heard = [];
	self.meter = { got, heard, began: Date.now(), first: 0, last: 0 };
	webxdc.setUpdateListener(({ payload }) => {
		meter.first ||= Date.now();
		got.push([payload.from, payload.n, payload.at, Date.now()]);
		meter.last = Date.now();
	});
	meter.say = (n) => webxdc.sendUpdate({ payload: { from: webxdc.selfAddr, n, at: Date.now() } }, "");
	const channel = webxdc.joinRealtimeChannel();
	channel.setListener((data) => {
		const { n, at } = JSON.parse(new TextDecoder().decode(data));
		heard.push([n, at, Date.now()]);
	});
	meter.wave = (n) => channel.send(new TextEncoder().encode(JSON.stringify({ n, at: Date.now() })));
	document.querySelector("button").onclick = () => meter.say(0);`;

/** Its file. */
export const meter = packed({
	"manifest.toml": 'name = "Meter"\n',
	"index.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>Meter</title>
<main><h1>Meter</h1><button>Say</button></main><script src="webxdc.js"></script><script>${script}</script></html>`,
});

/**
 * The app in its frame, once its page runs.
 * @param {import("../../e2e/lib/person.mjs").Person} who @param {string} [name]
 */
export async function frameOf({ page }, name = "Meter") {
	const frame = await (await page.locator(`iframe[title="${name}"]`).elementHandle())?.contentFrame();
	if (!frame) throw new Error("there is no frame");
	return frame;
}

/** The meter in its frame, once it runs. @param {import("../../e2e/lib/person.mjs").Person} who */
export async function meterOf(who) {
	const frame = await frameOf(who);
	await frame.waitForFunction(() => "meter" in self, undefined, { timeout: 60_000 });
	return frame;
}

/** When the meter had so many updates, Unix milliseconds. @param {import("../../e2e/lib/browser.mjs").Frame} frame @param {number} count */
export async function hasAll(frame, count) {
	for (let tries = 0; tries < 6000; tries++) {
		const [have, last] = await frame.evaluate(() => {
			const { got, last } = /** @type {any} */ (self).meter;
			return [got.length, last];
		});
		if (have >= count) return /** @type {number} */ (last);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${count} updates did not come`);
}
