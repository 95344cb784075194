// The moment before the client is there: the chats as they were last can be seen and chosen, and nobody sees another's.
import assert from "node:assert/strict";
import { encryption } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/**
 * Keeps the encryption from starting, and thereby the client, until it is let go.
 * @param {import("../lib/person.mjs").Person} person
 */
async function held(person) {
	/** @type {() => void} */
	let letGo = () => undefined;
	const gone = new Promise((resolve) => (letGo = () => resolve(undefined)));
	await person.page.route("**/*.wasm", async (route) => {
		await gone;
		await route.continue();
	});
	return letGo;
}

/** A line of the list that can be seen while the app is starting. @param {import("../lib/person.mjs").Person} person @param {string} name */
const early = (person, name) =>
	person.page.locator('[aria-busy="true"] a[href^="/chat/"]').filter({ hasText: name });

/**
 * What is kept for the next start, as text. Runs in the page.
 * @returns {Promise<string>}
 */
function keptGlance() {
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open("causeway-glance");
		opening.onerror = () => reject(opening.error);
		opening.onsuccess = () => {
			const db = opening.result;
			const end = (/** @type {unknown} */ found) => {
				db.close();
				resolve(JSON.stringify(found ?? null));
			};
			if (!db.objectStoreNames.contains("values")) return end(null);
			const asked = db.transaction("values").objectStore("values").getAll();
			asked.onsuccess = () => end(asked.result);
		};
	});
}

/** @param {import("../lib/person.mjs").Person} person @param {(kept: string) => boolean} wanted */
async function untilKept(person, wanted) {
	const deadline = Date.now() + 30_000;
	for (;;) {
		const kept = await person.page.evaluate(keptGlance);
		if (wanted(kept)) return;
		assert.ok(Date.now() < deadline, `not within 30 s; kept is ${kept}`);
		await person.page.waitForTimeout(100);
	}
}

/** Files must come by the network, where the story can hold them. */
const bare = { serviceWorkers: /** @type {const} */ ("block") };

story(
	"chats are there before the client is, and the one that is chosen opens by itself",
	async ({ server, person }) => {
		const ana = await person({ name: "ana", context: bare });
		await ana.signUp();
		const wei = await server.matrix.register("weather");
		const room = await server.matrix.createRoom(wei, {
			name: "Weather",
			invite: [ana.account.userId],
			is_direct: false,
		});
		await ana.accept("Weather");
		await server.matrix.send(wei, room, { msgtype: "m.text", body: "rain at noon" });
		await ana.sees("rain at noon");
		await ana.button("ui.back").click();
		await untilKept(ana, (kept) => kept.includes("rain at noon"));

		const letGo = await held(ana);
		await ana.page.reload();
		await early(ana, "Weather").filter({ hasText: "rain at noon" }).waitFor();
		await ana.axe("the chats while the app is starting");
		await ana.fits("the chats while the app is starting");
		await early(ana, "Weather").click();
		await ana.page.getByRole("heading", { name: "Weather" }).waitFor();
		await ana.button("ui.back").click();
		await early(ana, "Weather").click();
		assert.equal(await ana.composer.count(), 0, "nothing can be written before the client knows the room");
		letGo();
		await ana.sees("rain at noon");
		await ana.composer.waitFor();
		await ana.button("ui.back").click();
		await ana.atHome();
	},
);

story("nothing is kept of a chat that was left", async ({ server, person }) => {
	const jun = await person({ name: "jun", context: bare });
	await jun.signUp();
	const other = await server.matrix.register("secretive");
	const room = await server.matrix.createRoom(other, {
		name: "Secrets",
		invite: [jun.account.userId],
		initial_state: [encryption],
	});
	await jun.accept("Secrets");
	await jun.button("ui.back").click();
	await untilKept(jun, (kept) => kept.includes("Secrets"));
	await server.matrix.request("POST", `/rooms/${encodeURIComponent(room)}/leave`, {
		token: jun.account.token,
		body: {},
	});
	await untilKept(jun, (kept) => !kept.includes("Secrets"));
});
