// What is seen of the player, asked of its elements.
import assert from "node:assert/strict";

/** @typedef {import("./person.mjs").Person} Person */

/** The screen of the watched video. @param {Person} who */
export const watched = (who) => who.page.locator("article[data-active]");

/** A button of the watched video; its count is part of its name. @param {Person} who @param {string} id */
export const act = (who, id) =>
	watched(who).getByRole("button", { name: new RegExp(`^${who.t(id)}(, .*)?$`) });

/** Waits until a video is the watched one. @param {Person} who @param {string} id */
export async function isWatched(who, id) {
	await who.page.locator(`article[data-active][data-video="${id}"]`).waitFor();
}

/**
 * What the watched video shows in its middle, red, green and blue, once it runs or stands there with a frame.
 * @param {Person} who @returns {Promise<{elements: number, running: number, time: number, width: number, colour: number[]}>}
 */
export function seen(who) {
	return who.page.evaluate(() => {
		const films = [...document.querySelectorAll("video")];
		const middle = innerHeight / 2;
		const film = films.find((one) => {
			const { top, bottom, width } = one.getBoundingClientRect();
			return width > 0 && top < middle && bottom > middle && one.readyState >= 2;
		});
		const canvas = new OffscreenCanvas(1, 1);
		const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
		if (film) pen.drawImage(film, film.videoWidth / 2, film.videoHeight / 2, 1, 1, 0, 0, 1, 1);
		return {
			elements: films.length,
			running: films.filter((one) => !one.paused).length,
			time: film?.currentTime ?? 0,
			width: film?.videoWidth ?? 0,
			colour: [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)],
		};
	});
}

/** Waits until what is seen is so. @param {Person} who @param {(now: Awaited<ReturnType<typeof seen>>) => boolean} so @param {string} what for the message */
export async function untilSeen(who, so, what) {
	let now = await seen(who);
	for (let tries = 0; tries < 200 && !so(now); tries++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
		now = await seen(who);
	}
	assert.ok(so(now), `${what}: ${JSON.stringify(now)}`);
	return now;
}
