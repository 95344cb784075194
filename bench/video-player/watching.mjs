// What a page tells of the watched video. A frame counts when the browser has handed it to the screen
// (`requestVideoFrameCallback`).

/** @typedef {import("../../e2e/lib/browser.mjs").Page} Page */

/** Before anything is measured: helpers in the page. @param {Page} page */
export async function prepare(page) {
	await page.evaluate(() => {
		const nextPicture = () => new Promise((resolve) => requestAnimationFrame(resolve));
		/** Elements that show a frame of what they play now. @type {WeakSet<HTMLVideoElement>} */
		const painted = new WeakSet();
		/** @type {WeakSet<HTMLVideoElement>} */
		const known = new WeakSet();
		const bench = {
			stalls: 0,
			/** Frames that were shown before, of an element that is used again. */
			before: { total: 0, dropped: 0 },
			/** Notes of every element whether its first frame was handed to the screen. */
			watch() {
				for (const film of document.querySelectorAll("video")) {
					if (known.has(film)) continue;
					known.add(film);
					const wait = () => film.requestVideoFrameCallback(() => painted.add(film));
					film.addEventListener("emptied", () => {
						painted.delete(film);
						wait();
					});
					wait();
				}
			},
			/** The element in the middle of the window that has a picture. */
			film() {
				return [...document.querySelectorAll("video")].find((one) => {
					const { top, bottom, width } = one.getBoundingClientRect();
					return width > 0 && top < innerHeight / 2 && bottom > innerHeight / 2;
				});
			},
			/**
			 * When a frame of the watched video stands in the window, and when the first one after it does. @param {() => boolean} there
			 */
			async firstFrames(there) {
				for (;;) {
					bench.watch();
					const film = there() ? bench.film() : undefined;
					if (film && painted.has(film)) {
						const moves = new Promise((resolve) => film.requestVideoFrameCallback(resolve));
						// The picture in which it stands there is out when the next one begins.
						const frame = await nextPicture();
						const moved = await moves;
						const quality = film.getVideoPlaybackQuality();
						bench.before = { total: quality.totalVideoFrames, dropped: quality.droppedVideoFrames };
						bench.stalls = 0;
						film.onwaiting = () => {
							// The loop of a whole video waits for nobody.
							if (film === bench.film() && film.currentTime > 0.1) bench.stalls += 1;
						};
						return { frame, moves: moved };
					}
					await nextPicture();
				}
			},
		};
		/** @type {any} */ (self).bench = bench;
	});
}

/** Presses on the place, until the first frame; milliseconds. @param {Page} page @param {string} place its name */
export function begin(page, place) {
	return page.evaluate(async (name) => {
		const { bench } = /** @type {any} */ (self);
		const link = [...document.querySelectorAll("nav a")].find((one) => one.textContent?.includes(name));
		const start = performance.now();
		/** @type {HTMLElement} */ (link).click();
		const { frame } = await bench.firstFrames(() => document.querySelector("article[data-active]") !== null);
		return frame - start;
	}, place);
}

/**
 * One video on (or back): from the moment at which the list stands there, to a frame of the video in the window, and to
 * the first that follows it; milliseconds. @param {Page} page @param {number} [by]
 * @returns {Promise<{frame: number, moves: number}>}
 */
export function goOn(page, by = 1) {
	return page.evaluate(async (step) => {
		const { bench } = /** @type {any} */ (self);
		const scroller = document.querySelector("article[data-active]")?.closest('[class*="scroller"]');
		const id = () => document.querySelector("article[data-active]")?.getAttribute("data-video");
		const before = id();
		const start = performance.now();
		if (scroller) scroller.scrollTop += step * scroller.clientHeight;
		const { frame, moves } = await bench.firstFrames(() => id() !== before && id() !== undefined);
		return { frame: frame - start, moves: moves - start };
	}, by);
}

/** What became of the watched video. @param {Page} page */
export function frames(page) {
	return page.evaluate(() => {
		const { bench } = /** @type {any} */ (self);
		/** @type {HTMLVideoElement | undefined} */
		const film = bench.film();
		const article = document.querySelector("article[data-active]");
		const quality = film?.getVideoPlaybackQuality();
		const buffered = film?.buffered;
		return {
			id: article?.getAttribute("data-video") ?? "",
			watched: film?.currentTime ?? 0,
			buffered: buffered?.length ? buffered.end(buffered.length - 1) : 0,
			stalls: /** @type {number} */ (bench.stalls),
			dropped: (quality?.droppedVideoFrames ?? 0) - bench.before.dropped,
			shown: Math.max(1, (quality?.totalVideoFrames ?? 0) - bench.before.total),
			elements: document.querySelectorAll("video").length,
			first: article?.getAttribute("aria-posinset") === "1",
			last: article?.getAttribute("aria-posinset") === article?.getAttribute("aria-setsize"),
		};
	});
}
