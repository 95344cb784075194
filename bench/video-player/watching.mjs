// What a page tells of the watched video. A frame counts when the browser has handed it to the screen
// (`requestVideoFrameCallback`).

/** @typedef {import("../../e2e/lib/browser.mjs").Page} Page */

/** Before anything is measured: helpers in the page. @param {Page} page */
export async function prepare(page) {
	await page.evaluate(() => {
		const bench = {
			stalls: 0,
			/** Frames that were shown before, of an element that is used again. */
			before: { total: 0, dropped: 0 },
			/** The element in the middle of the window that has a picture. */
			film() {
				return [...document.querySelectorAll("video")].find((one) => {
					const { top, bottom, width } = one.getBoundingClientRect();
					return width > 0 && top < innerHeight / 2 && bottom > innerHeight / 2;
				});
			},
			/** Resolves with the time at which a frame of the watched video is on the screen. @param {() => boolean} there */
			firstFrame(there) {
				return new Promise((resolve) => {
					const look = () => {
						const film = there() ? bench.film() : undefined;
						if (!film) return void requestAnimationFrame(look);
						film.requestVideoFrameCallback((now) => {
							const quality = film.getVideoPlaybackQuality();
							bench.before = { total: quality.totalVideoFrames, dropped: quality.droppedVideoFrames };
							bench.stalls = 0;
							film.onwaiting = () => {
								// The loop of a whole video waits for nobody.
								if (film === bench.film() && film.currentTime > 0.1) bench.stalls += 1;
							};
							resolve(now);
						});
					};
					look();
				});
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
		return (await bench.firstFrame(() => document.querySelector("article[data-active]") !== null)) - start;
	}, place);
}

/** One video on (or back): from the moment at which it stands there to its first frame; milliseconds. @param {Page} page @param {number} [by] */
export function goOn(page, by = 1) {
	return page.evaluate(async (step) => {
		const { bench } = /** @type {any} */ (self);
		const scroller = document.querySelector("article[data-active]")?.closest('[class*="scroller"]');
		const id = () => document.querySelector("article[data-active]")?.getAttribute("data-video");
		const before = id();
		const start = performance.now();
		if (scroller) scroller.scrollTop += step * scroller.clientHeight;
		return (await bench.firstFrame(() => id() !== before && id() !== undefined)) - start;
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
