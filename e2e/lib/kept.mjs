// What a page has on its disk, found out from outside.
import assert from "node:assert/strict";

/**
 * Waits for what the page finds out bit by bit: Playwright's `waitForFunction` takes any promise for a yes.
 * @param {import("./person.mjs").Person} person
 * @param {() => Promise<boolean>} look
 */
export async function until(person, look) {
	const deadline = Date.now() + 30_000;
	while (!(await person.page.evaluate(look))) {
		assert.ok(Date.now() < deadline, `not within 30 s: ${look.name}`);
		await person.page.waitForTimeout(100);
	}
}

/**
 * Whether what the server sent, an encrypted message among it, is on the disk. Runs in the page.
 * @returns {Promise<boolean>}
 */
export function storedEncrypted() {
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open("matrix-js-sdk:causeway-sync");
		opening.onerror = () => reject(opening.error);
		opening.onsuccess = () => {
			const asked = opening.result.transaction("sync").objectStore("sync").getAll();
			asked.onsuccess = () => {
				opening.result.close();
				const rooms = asked.result.flatMap((row) => Object.values(row.roomsData?.join ?? {}));
				resolve(rooms.some((room) => JSON.stringify(room.timeline).includes("ciphertext")));
			};
		};
	});
}
