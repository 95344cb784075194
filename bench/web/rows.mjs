// What is measured of a client, each by the same code for all of them.
import { lastWords, longRoom, pairRoom, roomName } from "./seed.mjs";

/** @typedef {import("./apps.mjs").App} App */
/** @typedef {import("../../e2e/lib/browser.mjs").Page} Page */
/** @typedef {import("../../e2e/lib/browser.mjs").Browser} Browser */
/** Values by the name of their row. @typedef {Record<string, number>} Values */

const context = { viewport: { width: 1280, height: 800 }, locale: "en-GB" };

/** Opens an address; milliseconds until something is painted and until something is there. @param {Page} page @param {string} url @param {string} there */
async function open(page, url, there) {
	const begin = performance.now();
	await page.goto(url, { waitUntil: "commit" });
	await page.locator(there).first().waitFor({ timeout: 120_000 });
	const usable = performance.now() - begin;
	const painted = await page.evaluate(async () => {
		const seen = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
		while (seen() === undefined) await new Promise(requestAnimationFrame);
		return seen() ?? 0;
	});
	return { painted, usable };
}

/** Counts the bytes of scripts as they travel, the workers' too. @param {import("../../e2e/lib/browser.mjs").BrowserContext} where */
function countScripts(where) {
	const count = { bytes: 0, wasm: 0, pending: /** @type {Promise<void>[]} */ ([]) };
	where.on("requestfinished", (request) => {
		const script = /\.m?js(\?|$)/.test(request.url());
		const wasm = /\.wasm(\?|$)/.test(request.url());
		if (!script && !wasm) return;
		const add = async () => {
			const sizes = await request.sizes().catch(() => null);
			if (sizes) count[script ? "bytes" : "wasm"] += sizes.responseBodySize;
		};
		count.pending.push(add());
	});
	return count;
}

/** The door: nobody is signed in. @param {Browser} browser @param {App} app @returns {Promise<Values>} */
export async function door(browser, app) {
	const where = await browser.newContext(context);
	const scripts = countScripts(where);
	const page = await where.newPage();
	const cold = await open(page, app.url, app.door);
	await page.waitForLoadState("networkidle");
	await Promise.all(scripts.pending);
	const beforeSignIn = scripts.bytes;
	await workerReady(page);
	const again = await open(page, app.url, app.door);
	await where.close();
	return {
		"door, cold: first paint, ms": cold.painted,
		"door, cold: usable, ms": cold.usable,
		"door, again: first paint, ms": again.painted,
		"door, again: usable, ms": again.usable,
		"JavaScript before sign-in, KB as it travels": beforeSignIn / 1024,
	};
}

/** Waits for the service worker, where there is one, and until it had the time to keep the files. @param {Page} page */
async function workerReady(page) {
	await page.evaluate(async () => {
		const late = new Promise((resolve) => setTimeout(resolve, 4000));
		await Promise.race([navigator.serviceWorker?.ready ?? late, late]);
	});
	await page.reload();
	await page.waitForLoadState("networkidle");
}

/** Everything behind the door. @param {Browser} browser @param {App} app @param {string} password @returns {Promise<Values>} */
export async function inside(browser, app, password) {
	const where = await browser.newContext(context);
	const scripts = countScripts(where);
	const page = await where.newPage();
	await app.signIn(page, "reader", password);
	await later(page);
	// Both keep on this device what they will begin with; nobody closes an app in the second in which it is ready.
	await page.waitForTimeout(8_000);
	const opened = await open(page, app.url + app.home, 'a:has-text("Room ")');
	const live = await open(page, app.url + app.home, app.live);
	await Promise.all(scripts.pending);
	/** @type {Values} */
	const values = {
		"inside, from the service worker: first paint, ms": opened.painted,
		"inside, from the service worker: chats seen, ms": opened.usable,
		"inside, from the service worker: 200 rooms usable, ms": live.usable,
		"JavaScript in total, KB as it travels": scripts.bytes / 1024,
		"WebAssembly, KB as it travels": scripts.wasm / 1024,
	};
	Object.assign(values, await switching(page, app));
	Object.assign(values, await scrolling(page, app));
	await where.close();
	return values;
}

/** Puts off what our app asks on a new device. @param {Page} page */
async function later(page) {
	const button = page.getByRole("button", { name: "Not now", exact: true });
	await button.click({ timeout: 2000 }).catch(() => undefined);
}

/** Thirty switches between rooms: twenty for the first time, ten again. @param {Page} page @param {App} app @returns {Promise<Values>} */
async function switching(page, app) {
	/** @type {number[]} */
	const first = [];
	/** @type {number[]} */
	const again = [];
	const order = [
		...Array.from({ length: 20 }, (_, i) => i + 1),
		...Array.from({ length: 10 }, (_, i) => i * 2 + 1),
	];
	for (const [index, n] of order.entries()) {
		const row = await findRow(page, roomName(n));
		const took = await row.evaluate(until, { scope: app.messages, text: lastWords(n) });
		(index < 20 ? first : again).push(took);
	}
	const debug = await page.context().newCDPSession(page);
	await debug.send("HeapProfiler.collectGarbage");
	const { usedSize } = await debug.send("Runtime.getHeapUsage");
	await debug.detach();
	return {
		"switch to a room for the first time, p50, ms": rank(first, 0.5),
		"switch to a room for the first time, p95, ms": rank(first, 0.95),
		"switch to a room again, p50, ms": rank(again, 0.5),
		"switch to a room again, p95, ms": rank(again, 0.95),
		"JavaScript heap after 30 switches, MB": usedSize / 1e6,
	};
}

/** The line of a room in a list that shows only a part of itself at a time. @param {Page} page @param {string} name */
async function findRow(page, name) {
	const row = page
		.locator(`a:has-text("${name}"), [role="button"]:has-text("${name}"), button:has-text("${name}")`)
		.first();
	for (let i = 0; i < 200 && (await row.count()) === 0; i++) {
		const listed = page.locator('a:has-text("Room ")').first();
		await listed.evaluate((element, down) => {
			let list = /** @type {HTMLElement | null} */ (element.parentElement);
			while (
				list &&
				!(list.scrollHeight > list.clientHeight + 200 && getComputedStyle(list).overflowY !== "visible")
			)
				list = list.parentElement;
			if (!list) return;
			const end = list.scrollTop + list.clientHeight >= list.scrollHeight - 2;
			list.scrollTop = end && down ? 0 : list.scrollTop + list.clientHeight * 0.8;
		}, true);
		await page.waitForTimeout(60);
	}
	return row;
}

/** Runs in the page: presses a line, milliseconds until a frame with the text was made. @param {Element} row @param {{scope: string, text: string}} wanted */
function until(row, { scope, text }) {
	return new Promise((resolve, reject) => {
		const begin = performance.now();
		/** @type {HTMLElement} */ (row).click();
		const look = () => {
			const there = [...document.querySelectorAll(scope)].some((one) => one.textContent?.includes(text));
			if (there) requestAnimationFrame(() => resolve(performance.now() - begin));
			else if (performance.now() - begin > 30_000) reject(new Error(`"${text}" was not shown in 30 s`));
			else requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
}

/** Scrolls upwards through 2,000 messages as a thumb does. @param {Page} page @param {App} app @returns {Promise<Values>} */
async function scrolling(page, app) {
	const row = await findRow(page, longRoom);
	await row.click();
	await page.locator(app.messages).filter({ hasText: "Message " }).last().waitFor();
	await page.waitForTimeout(1500);
	const scrolled = await page.evaluate(scrollUp, { scope: app.messages, passed: 2000, limitMs: 120_000 });
	return {
		"scroll: messages passed": scrolled.passed,
		"scroll: frames dropped, %": (100 * scrolled.dropped) / (scrolled.dropped + scrolled.frames),
		"scroll: longest frame, ms": scrolled.longest,
		"scroll: messages a second": scrolled.passed / (scrolled.ms / 1000),
	};
}

/** Runs in the page. @param {{scope: string, passed: number, limitMs: number}} wish */
function scrollUp({ scope, passed, limitMs }) {
	const numbers = () =>
		[...document.querySelectorAll(scope)]
			.map((one) => Number(/Message (\d+)\./.exec(one.textContent ?? "")?.[1]))
			.filter(Boolean);
	let list = document.querySelector(scope)?.parentElement;
	while (
		list &&
		!(list.scrollHeight > list.clientHeight + 50 && /auto|scroll/.test(getComputedStyle(list).overflowY))
	)
		list = list.parentElement;
	const from = Math.max(...numbers());
	const begin = performance.now();
	let lowest = from;
	let frames = 0;
	let dropped = 0;
	let longest = 0;
	let before = 0;
	return new Promise((resolve) => {
		const frame = (/** @type {number} */ now) => {
			if (before > 0) {
				const took = now - before;
				frames += 1;
				dropped += Math.max(0, Math.round(took / (1000 / 60)) - 1);
				longest = Math.max(longest, took);
			}
			before = now;
			if (list) list.scrollTop -= 80;
			// Looking at the numbers costs as well: now and then.
			if (frames % 30 === 0) lowest = Math.min(lowest, ...numbers());
			const ms = performance.now() - begin;
			if (from - lowest >= passed || ms > limitMs)
				resolve({ passed: from - lowest, frames, dropped, longest, ms });
			else requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
}

/** From the Enter key of one browser to the screen of another, in an encrypted room. @param {Browser} browser @param {App} app @param {string} password @returns {Promise<Values>} */
export async function sending(browser, app, password) {
	const pages = [];
	for (const user of ["writer", "reader"]) {
		const page = await (await browser.newContext(context)).newPage();
		await app.signIn(page, user, password);
		await later(page);
		await (await findRow(page, pairRoom)).click();
		await app.composer(page).waitFor();
		pages.push(page);
	}
	const [from, to] = /** @type {[Page, Page]} */ (pages);
	/** @type {number[]} */
	const times = [];
	for (let i = 0; i < 22; i++) {
		const text = `Number ${i} of ${Date.now()}`;
		await app.composer(from).click();
		await from.keyboard.type(text);
		const shown = to.evaluate(appears, { scope: app.messages, text });
		const begin = Date.now();
		await from.keyboard.press("Enter");
		times.push((await shown) - begin);
	}
	for (const page of pages) await page.context().close();
	// The first two set up the encryption.
	const settled = times.slice(2);
	return {
		"send → shown in another browser, encrypted, p50, ms": rank(settled, 0.5),
		"send → shown in another browser, encrypted, p95, ms": rank(settled, 0.95),
	};
}

/** Runs in the page: the time at which a text is shown. @param {{scope: string, text: string}} wanted @returns {Promise<number>} */
function appears({ scope, text }) {
	return new Promise((resolve, reject) => {
		const begin = Date.now();
		const look = () => {
			if ([...document.querySelectorAll(scope)].some((one) => one.textContent?.includes(text)))
				resolve(Date.now());
			else if (Date.now() - begin > 30_000) reject(new Error(`"${text}" was not shown in 30 s`));
			else requestAnimationFrame(look);
		};
		look();
	});
}

/** @param {number[]} values @param {number} part */
function rank(values, part) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
