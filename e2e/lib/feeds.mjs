// For You: what its packs hold, and the ways to bend it.

/** @typedef {import("./person.mjs").Person} Person */

/** Packs at once, for stories that post and watch. */
export const packsSoon = { args: ["--feed-packs-every-s", "1"] };

/** Waits until videos are in the packs. @param {import("./server.mjs").Server} server @param {readonly string[]} ids */
export async function packed(server, ids) {
	const missing = new Set(ids);
	for (let tries = 0; tries < 200 && missing.size > 0; tries++) {
		const answer = await fetch(`${server.url}/_causeway/v1/feed/packs`);
		const { packs = [] } = answer.ok ? await answer.json() : {};
		for (const { url } of packs) {
			const pack = await (await fetch(server.url + url)).text();
			for (const id of [...missing]) if (pack.includes(`"${id}"`)) missing.delete(id);
		}
		if (missing.size > 0) await new Promise((resolve) => setTimeout(resolve, 100));
	}
	if (missing.size > 0) throw new Error(`Not in the packs: ${[...missing]}`);
}

/** The newest first, chosen on the page "Your feed". @param {Person} who */
export async function inTimeOrder(who) {
	await who.open("/video/feed");
	await who.page.getByText(who.t("video.feed.ranker.time"), { exact: true }).click();
	await who.page.getByRole("radio", { name: who.t("video.feed.ranker.time"), checked: true }).waitFor();
}
