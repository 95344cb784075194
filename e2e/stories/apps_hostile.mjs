// A hostile mini-app in its frame: each attempt of e2e/apps/escape to get out fails, and what listens outside hears nothing:
// no connection, no packet, no name looked up. The same app without its protection is heard at once, so the ears are good.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, before, test } from "node:test";
import { Canaries, loggingBrowser } from "../lib/canaries.mjs";
import { framePage, label, xdc } from "../lib/miniApps.mjs";
import { root } from "../lib/places.mjs";
import { Server } from "../lib/server.mjs";

/** @typedef {import("playwright-core").Page} Page */

const folder = `${root}e2e/apps/escape`;
/** How long something may take to be heard. */
const listenMs = 3000;

/** Some of the ways that are open without protection: of each kind one. */
const openWays = [
	"/fetch-no-cors",
	"/beacon",
	"/websocket",
	"/image",
	"/css-import",
	"/css-font",
	"/prefetch",
	"/missing",
	"/frame",
	"/worker-fetch",
	"/form",
	"/srcdoc",
];

/** @type {Server} */
let server;
/** @type {Canaries} */
let canaries;
/** @type {Awaited<ReturnType<typeof framePage>>} */
let built;
/** @type {Record<string, string>} */
let files;

before(async () => {
	built = await framePage();
	server = await Server.start({ web: built.folder });
	canaries = await new Canaries().listen();
	files = { "targets.js": `self.targets = ${JSON.stringify(canaries.targets(server.url))};` };
	for (const name of await readdir(folder)) files[name] = await readFile(`${folder}/${name}`, "utf8");
});
after(async () => {
	canaries?.close();
	await server?.close();
	await built?.remove();
});

/** The web app's page. @param {import("playwright-core").BrowserContext} context */
async function house(context) {
	const page = await context.newPage();
	await page.goto(server.url);
	await page.waitForFunction(() => "story" in window);
	return page;
}

/**
 * Opens a mini-app on the page; its frame.
 * @param {Page} page @param {Record<string, string>} content @param {object} [more]
 */
async function open(page, content, more = {}) {
	const opened = { label: label(), name: `App ${label().slice(0, 5)}`, room: "r", selfAddr: "a", ...more };
	// @ts-expect-error: put there by web/src/app/stories
	await page.evaluate((one) => window.story.open(one), { ...opened, xdc: await xdc(content) });
	const frame = page.frameLocator(`iframe[title="${opened.name}"]`);
	await frame.locator("body > *").first().waitFor({ timeout: 30_000 });
	const host = new URL(server.url).port;
	const found = () =>
		page.frames().find((one) => one.url().startsWith(`http://${opened.label}.localhost:${host}/`));
	return { ...opened, frame, inside: () => /** @type {import("playwright-core").Frame} */ (found()) };
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What came of one attempt; "ended": it ended the app, by leaving or since the browser ends its process.
 * @param {Awaited<ReturnType<typeof open>>} app @param {string} name @returns {Promise<string>}
 */
async function attempt(app, name) {
	const run = app.inside().evaluate((one) => /** @type {any} */ (window).jail.run([one]), name);
	return run.then(
		(results) => results[name],
		() => "ended",
	);
}

/** The hostile app in a page of its own. @param {import("playwright-core").BrowserContext} context */
async function opened(context) {
	const page = await house(context);
	page.on("popup", () => assert.fail("a window was opened"));
	return { page, app: await open(page, files) };
}

/** Whatever happens, no browser stays. @param {(context: import("playwright-core").BrowserContext) => Promise<void>} play @returns {Promise<string[]>} names looked up */
async function withBrowser(play) {
	const { context, lookedUp, close } = await loggingBrowser();
	try {
		// Granted to all origins: the policy of the mini-app's pages refuses them all the same.
		await context.grantPermissions(["geolocation", "clipboard-read"]);
		await play(context);
		return await lookedUp();
	} finally {
		await close();
	}
}

test("no attempt of a hostile mini-app reaches anything outside", { timeout: 300_000 }, async () => {
	/** @type {Record<string, string>} */
	const results = {};
	const looked = await withBrowser(async (context) => {
		let { page, app } = await opened(context);
		/** @type {string[]} */
		const names = await app.inside().evaluate(() => /** @type {any} */ (window).jail.names);
		assert.ok(names.length >= 30, `${names.length} attempts`);
		for (const one of names) {
			const survivor = await page.context().newCDPSession(page);
			results[one] = await attempt(app, one);
			if (results[one] !== "ended") continue;
			// Playwright takes the page for crashed when a frame's process is ended; the page itself says that it is there.
			const { result } = await survivor.send("Runtime.evaluate", { expression: "location.href" });
			assert.equal(result.value, `${server.url}/`, `${one}: the page around is where it was`);
			await page.close();
			({ page, app } = await opened(context));
		}
		await pause(listenMs);
	});
	const out = Object.entries(results).filter(([, result]) => result === "out");
	assert.deepEqual(out, []);
	assert.deepEqual(canaries.tcp, [], "connections");
	assert.equal(canaries.udp, 0, "packets");
	assert.deepEqual(looked, [], "names looked up");
});

/** The app's files as a server would give them that knows nothing of this. */
async function unprotected() {
	const kinds = {
		".html": "text/html",
		".js": "text/javascript",
		".svg": "image/svg+xml",
		".pdf": "application/pdf",
	};
	const given = createServer((request, response) => {
		const name = (request.url ?? "/").slice(1).split("?")[0] || "index.html";
		const text = name === "webxdc.js" ? "" : files[name];
		const kind = /** @type {Record<string, string>} */ (kinds)[extname(name)] ?? "text/plain";
		response.writeHead(text === undefined ? 404 : 200, { "content-type": kind }).end(text ?? "404");
	});
	await new Promise((resolve) => given.listen(0, "127.0.0.1", () => resolve(undefined)));
	const { port } = /** @type {import("node:net").AddressInfo} */ (given.address());
	return { url: `http://app.localhost:${port}/`, close: () => given.close() };
}

test("the same mini-app without its protection is heard by every ear", { timeout: 300_000 }, async () => {
	const site = await unprotected();
	const looked = await withBrowser(async (context) => {
		const page = await context.newPage();
		await page.goto(site.url);
		/** @type {string[]} */
		const names = await page.evaluate(() => /** @type {any} */ (window).jail.names);
		// What leads the page elsewhere would end the run.
		for (const one of names.filter(
			(name) => !/goes elsewhere|refreshes|submits|download|window|own open/.test(name),
		))
			await page.evaluate((name) => /** @type {any} */ (window).jail.run([name]), one);
		await pause(listenMs);
	});
	site.close();
	const paths = new Set(canaries.tcp.map((line) => line.split(" ")[1]));
	for (const heard of openWays)
		assert.ok(paths.has(heard), `${heard} was not heard: ${[...paths].join(" ")}`);
	assert.ok(paths.size >= 30, `${paths.size} ways out`);
	assert.ok(canaries.udp > 0, "packets");
	for (const name of ["leak-dns-prefetch", "leak-preconnect", "leak-image"])
		assert.ok(
			looked.some((one) => one.startsWith(name)),
			`${name} was not looked up: ${looked.join(" ")}`,
		);
	canaries.tcp.length = 0;
	canaries.udp = 0;
});
