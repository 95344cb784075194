// A mini-app in its frame: what webxdc 1.3 promises, between two people who share one room; and an app that misbehaves, beside
// which everything else goes on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/browser.mjs";
import { framePage, label, xdc } from "../lib/miniApps.mjs";
import { Server } from "../lib/server.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Server} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof framePage>>} */
let built;

before(async () => {
	built = await framePage();
	server = await Server.start({ web: built.folder });
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await server?.close();
	await built?.remove();
});

const head = '<!doctype html><meta charset="utf-8"><script src="webxdc.js"></script>';

/** Shows all that it hears. */
const listener = {
	"index.html": `${head}<h1>First</h1><ol></ol><a href="deep/second.html">second page</a>
		<a href="https://example.org/a?b=c#d">outside</a><button>import</button><script src="main.js"></script>`,
	"deep/second.html": `${head.replace("webxdc.js", "../webxdc.js")}<h1>Second</h1><ol></ol><iframe src="../inner.html"></iframe>
		<script src="../main.js"></script>`,
	"inner.html": `${head}<p></p><script>document.querySelector("p").textContent = webxdc.selfAddr + (webxdc === parent.webxdc)</script>`,
	"main.js": `
		document.title = [webxdc.selfAddr, webxdc.selfName, webxdc.sendUpdateInterval, webxdc.sendUpdateMaxSize].join(" ");
		window.log = [];
		const show = (text) => document.querySelector("ol").append(Object.assign(document.createElement("li"), { textContent: text }));
		webxdc.setUpdateListener((update) => { log.push(update); show(update.payload.word ?? JSON.stringify(update.payload)); })
			.then(() => show("caught up after " + log.length));`,
};

async function house() {
	const page = await browser.newPage();
	await page.goto(server.url);
	await page.waitForFunction(() => "story" in window);
	return page;
}

/** @param {Page} page @param {Record<string, string>} files @param {object} [more] */
async function open(page, files, more = {}) {
	const opened = { label: label(), name: `App ${label().slice(-6)}`, room: "r", selfAddr: "ana", ...more };
	const given = { ...opened, xdc: await xdc(files) };
	await page.evaluate((one) => /** @type {any} */ (window).story.open(one), given);
	const frame = page.frameLocator(`iframe[title="${opened.name}"]`);
	const inside = () => {
		const found = page.frames().find((one) => one.url().includes(`//${opened.label}.`));
		assert.ok(found, "the app's frame");
		return found;
	};
	return { ...opened, frame, inside };
}

/** What apps did. @param {Page} page @returns {Promise<any[]>} */
const log = (page) => page.evaluate(() => /** @type {any} */ (window).story.log);

test("two people see what each other does, on every page of the app and from any serial on", async () => {
	const page = await house();
	await page.evaluate(() => {
		const { story } = /** @type {any} */ (window);
		for (const word of ["one", "two"]) story.send("shared", { payload: { word } });
	});
	const ana = await open(page, listener, { room: "shared", selfAddr: "ana" });
	const tom = await open(page, listener, { room: "shared", selfAddr: "tom" });
	await ana.frame.getByText("caught up after 2").waitFor();
	await tom.frame.getByText("caught up after 2").waitFor();
	assert.equal(await ana.inside().title(), "ana ANA 1000 40000");
	await ana.inside().evaluate(() =>
		/** @type {any} */ (window).webxdc.sendUpdate(
			{
				payload: { word: "three" },
				info: "three came\nin",
				summary: "3",
				evil: 1,
				href: "deep/second.html",
			},
			"",
		),
	);
	for (const one of [ana, tom]) await one.frame.getByText("three").waitFor();
	const heard = await tom.inside().evaluate(() => /** @type {any} */ (window).log);
	assert.deepEqual(
		heard.map((/** @type {any} */ update) => [update.serial, update.max_serial]),
		[
			[1, 2],
			[2, 2],
			[3, 3],
		],
	);
	assert.deepEqual((await log(page)).at(-1), {
		update: { payload: { word: "three" }, info: "three came in", summary: "3", href: "deep/second.html" },
		from: "ana",
	});
	await ana.frame.getByRole("link", { name: "second page" }).click();
	await ana.frame.getByRole("heading", { name: "Second" }).waitFor();
	await ana.frame.getByText("caught up after 3").waitFor();
	await ana.frame.frameLocator("iframe").getByText("anatrue").waitFor();
	const later = await tom.inside().evaluate(async () => {
		const { webxdc } = /** @type {any} */ (window);
		/** @type {number[]} */
		const serials = [];
		await webxdc.setUpdateListener((/** @type {any} */ update) => serials.push(update.serial), 2);
		return { serials, all: (await webxdc.getAllUpdates()).length };
	});
	assert.deepEqual(later, { serials: [3], all: 3 });
	const deep = await open(page, listener, { room: "shared", selfAddr: "jun", href: "deep/second.html" });
	await deep.frame.getByRole("heading", { name: "Second" }).waitFor();
	await page.close();
});

test("what is live, what goes to a chat, files that come in, and what is refused with a reason", async () => {
	const page = await house();
	const ana = await open(page, listener, { room: "live", selfAddr: "ana" });
	const tom = await open(page, listener, { room: "live", selfAddr: "tom" });
	for (const one of [ana, tom]) await one.frame.getByText("caught up").waitFor();
	const joined = (/** @type {typeof ana} */ one) =>
		one.inside().evaluate(() => {
			const own = /** @type {any} */ (window);
			own.heard = [];
			own.channel = own.webxdc.joinRealtimeChannel();
			own.channel.setListener((/** @type {Uint8Array} */ data) => own.heard.push([...data]));
			try {
				own.webxdc.joinRealtimeChannel();
			} catch (error) {
				return String(error);
			}
		});
	assert.match((await joined(ana)) ?? "", /already joined/);
	await joined(tom);
	await ana.inside().waitForFunction(() => {
		const own = /** @type {any} */ (window);
		own.channel.send(new Uint8Array([1, 2]));
		return true;
	});
	await tom.inside().waitForFunction(() => /** @type {any} */ (window).heard.length > 0);
	assert.deepEqual(await tom.inside().evaluate(() => /** @type {any} */ (window).heard[0]), [1, 2]);

	await page.evaluate(() => /** @type {any} */ (window).story.willImport("a.ics", "BEGIN"));
	const done = await ana.inside().evaluate(async () => {
		const { webxdc, channel } = /** @type {any} */ (window);
		const refused = async (/** @type {() => unknown} */ act) => {
			try {
				await act();
				return "";
			} catch (error) {
				return String(error);
			}
		};
		await webxdc.sendToChat({ text: "hello", file: { name: "empty.txt", base64: "" } });
		const [file] = await webxdc.importFiles({ extensions: [".ics"] });
		channel.leave();
		return {
			file: [file.name, await file.text()],
			left: await refused(() => channel.send(new Uint8Array(1))),
			large: await refused(() => webxdc.sendUpdate({ payload: "x".repeat(50_000) }, "")),
			nothing: await refused(() => webxdc.sendUpdate({ info: "x" }, "")),
			twofold: await refused(() => webxdc.sendToChat({ file: { name: "x", base64: "", plainText: "" } })),
		};
	});
	assert.deepEqual(done.file, ["a.ics", "BEGIN"]);
	assert.match(done.left, /was left/);
	assert.match(done.large, /sendUpdateMaxSize/);
	assert.match(done.nothing, /payload/);
	assert.match(done.twofold, /one of blob, base64 and plainText/);
	const did = await log(page);
	assert.ok(did.some((one) => one.chat?.name === "empty.txt" && one.chat.content === ""));
	assert.deepEqual(did.find((one) => one.filter)?.filter, { extensions: [".ics"], multiple: false });
	await page.close();
});

test("a link out of the app is shown in full before it is followed", async () => {
	const page = await house();
	const app = await open(page, listener);
	await app.frame.getByRole("link", { name: "outside" }).click();
	const question = page.getByRole("alertdialog");
	await question.getByText("https://example.org/a?b=c#d").waitFor();
	await question.getByRole("button", { name: "Cancel" }).click();
	await question.waitFor({ state: "hidden" });
	assert.equal(page.context().pages().length, 1);
	await app.frame.getByRole("heading", { name: "First" }).waitFor();
	await page.close();
});

/** The longest that the page did not come to its own work, while something runs. @param {Page} page @param {number} ms */
const longestPause = (page, ms) =>
	page.evaluate(async (length) => {
		const end = performance.now() + length;
		let [last, longest] = [performance.now(), 0];
		while (last < end) {
			await new Promise((resolve) => setTimeout(resolve, 10));
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}
		return longest;
	}, ms);

test("an app that never comes to an end does not stop the page around, and is started again on request", async () => {
	const page = await house();
	const app = await open(
		page,
		{
			"index.html": `${head}<h1>Hog</h1><script>
				webxdc.setUpdateListener(() => { if (localStorage.calm) return; localStorage.calm = 1; for (;;); });
			</script>`,
		},
		{ room: "hog" },
	);
	await app.frame.getByRole("heading", { name: "Hog" }).waitFor();
	await page.evaluate(() => /** @type {any} */ (window).story.send("hog", { payload: 1 }));
	const pause = await longestPause(page, 3000);
	assert.ok(pause < 1500, `the page stood still for ${pause} ms`);
	await page.getByText(`“${app.name}” does not answer.`).waitFor({ timeout: 30_000 });
	await page.getByRole("button", { name: "Start again" }).click();
	await app.frame.getByRole("heading", { name: "Hog" }).waitFor();
	await page.getByText("does not answer").waitFor({ state: "hidden" });
	await page.close();
});

test("an app that says too much is stopped, and what it said is not passed on", async () => {
	const page = await house();
	const app = await open(
		page,
		{
			"index.html": `${head}<h1>Flood</h1><script>
			setTimeout(() => { for (let i = 0; i < 500; i += 1) webxdc.sendUpdate({ payload: i }, ""); }, 300);
			setTimeout(() => { const { port1, port2 } = new MessageChannel(); parent.postMessage("causeway", "*", [port2]);
				setInterval(() => { for (let i = 0; i < 1000; i += 1) port1.postMessage({ type: "pong", more: "x".repeat(1000) }); }, 10); }, 2500);
		</script>`,
		},
		{ room: "flood" },
	);
	await app.frame.getByRole("heading", { name: "Flood" }).waitFor();
	const pause = await longestPause(page, 2000);
	assert.ok(pause < 1500, `the page stood still for ${pause} ms`);
	await page.getByText(`“${app.name}” was stopped`).waitFor({ timeout: 30_000 });
	const sent = (await log(page)).length;
	assert.ok(sent > 200 && sent < 450, `${sent} updates were passed on in some seconds`);
	await page.close();
});

test("removing an app deletes what it keeps, and another app never sees it", async () => {
	const page = await house();
	const files = {
		"index.html": `${head}<h1></h1><script>document.querySelector("h1").textContent = "visits " + (localStorage.n = Number(localStorage.n ?? 0) + 1)</script>`,
	};
	const own = { label: label(), room: "x" };
	const reopened = async () => {
		const app = await open(page, files, own);
		const text = await app.frame.getByRole("heading").filter({ hasText: "visits" }).textContent();
		await page.evaluate((one) => /** @type {any} */ (window).story.close(one), own.label);
		return text;
	};
	assert.equal(await reopened(), "visits 1");
	assert.equal(await reopened(), "visits 2");
	const other = await open(page, files);
	await other.frame.getByText("visits 1").waitFor();
	await page.evaluate((one) => /** @type {any} */ (window).story.wipe(one), own.label);
	assert.equal(await reopened(), "visits 1");
	await page.close();
});

test("a broken file is refused with what is wrong with it, and nothing of it is kept", async () => {
	const page = await house();
	/** @type {string[]} */
	const asked = [];
	page.on("request", (request) => asked.push(new URL(request.url()).pathname));
	await open(page, { "start.html": "x" });
	await page.getByText("it has no first page").waitFor();
	assert.ok(!asked.includes("/sw.js"), "no service worker");
	await page.close();
});
