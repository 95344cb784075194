// What people live through with mini-apps beyond the first look: without a server, called by somebody, files in and out, and a
// browser that puts the service worker away.
import assert from "node:assert/strict";
import { encryption } from "../lib/matrix.mjs";
import { pushService, ring } from "../lib/push_service.mjs";
import { drawn, pair, pick, sendPreview } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";
import { packed } from "../lib/xdc.mjs";

const { story } = stage({ limitMs: 240_000, args: ["--egress-allow", "127.0.0.1/32"] });

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Counts with everybody, calls whom it knows, takes files and hands some out, and has a second page. */
const bench = packed({
	"manifest.toml": 'name = "Bench"\n',
	"data.json": '{"from":"the archive"}',
	"second.html":
		'<!doctype html><html lang="en"><meta charset="utf-8"><title>2</title><main><h1>Second</h1></main></html>',
	"index.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title>
<main><h1>Bench</h1>
<button id="count">Count</button> <output id="sum">0</output>
<button id="here">Here</button> <button id="call">Call</button> <em id="known">0</em>
<button id="take">Take</button> <p id="taken"></p>
<button id="give">Give</button>
<button id="read">Read</button> <p id="read-here"></p>
<a href="second.html">second</a></main>
<script src="webxdc.js"></script>
<script>
	const byId = (id) => document.getElementById(id);
	let sum = 0;
	const known = new Map();
	webxdc.setUpdateListener(({ payload }) => {
		if (payload.by) byId("sum").value = sum += payload.by;
		if (payload.here) known.set(payload.here, payload.name);
		byId("known").textContent = [...known.values()].join();
	});
	const on = (id, act) => { byId(id).onclick = act; };
	on("count", () => webxdc.sendUpdate({ payload: { by: 1 } }, ""));
	on("here", () => webxdc.sendUpdate({ payload: { here: webxdc.selfAddr, name: webxdc.selfName } }, ""));
	on("call", () => webxdc.sendUpdate({ payload: {}, notify: Object.fromEntries([...known.keys()].map((addr) => [addr, "It is your turn"])) }, ""));
	on("take", async () => {
		const files = await webxdc.importFiles({ extensions: [".ics"], mimeTypes: ["text/plain"], multiple: true });
		const texts = await Promise.all(files.map(async (file) => file.name + "=" + (await file.text())));
		byId("taken").textContent = "took " + files.length + ": " + texts.sort().join();
	});
	on("give", () => webxdc.sendToChat({ text: "Look at this", file: { name: "result.txt", plainText: "42" } }));
	on("read", async () => { byId("read-here").textContent = (await (await fetch("data.json")).json()).from; });
</script></html>`,
});

/** Where the app's own page is. @param {Person} who */
const app = ({ page }) => page.frameLocator('iframe[title="Bench"]');
/** @param {Person} who @param {string} name */
const press = (who, name) => app(who).getByRole("button", { name, exact: true }).click();
/** @param {Person} who @param {number} sum */
const counts = (who, sum) => app(who).locator("#sum").getByText(String(sum), { exact: true }).waitFor();
/** @param {Person} who */
const card = (who) => who.page.getByTestId("app-card").last();

/** @param {Person} who */
async function send(who) {
	await pick(who, "media.attach.file", [{ name: "bench.xdc", mimeType: "", buffer: bench }]);
	await sendPreview(who);
	await card(who).waitFor();
}

/** Until the service worker of the web app has all of its files. @param {Person} who */
async function keptWhole({ page }) {
	for (;;) {
		const whole = await page.evaluate(async () => {
			await navigator.serviceWorker.ready;
			const cache = await caches.open("assets");
			return (await cache.keys()).some((one) => one.url.endsWith(".wasm"));
		});
		if (whole) return;
		await page.waitForTimeout(100);
	}
}

/** What the browser and the SDK say while nobody answers. */
const silence = /status 5\d\d|Failed to fetch|fetch failed|ERR_|ConnectionError|SyntaxError|JSON/;

story("a mini-app opens after a reload without a server, and catches up when it is back", async (cast) => {
	const { one, other } = await pair(cast);
	await send(one);
	for (const who of [one, other]) {
		await card(who).click();
		await press(who, "Count");
	}
	for (const who of [one, other]) await counts(who, 2);
	// What came before is written down by then.
	await press(other, "Here");
	await app(one).getByText(other.name).waitFor();
	await keptWhole(one);
	for (const who of [one, other]) who.allow(silence);
	await cast.server.down("SIGKILL");
	await one.page.reload();
	await counts(one, 2);
	await press(one, "Read");
	await app(one).getByText("the archive").waitFor();
	await press(one, "Count");
	await press(one, "Count");
	await counts(one, 4);
	await one.axe("a mini-app without a server");
	await press(other, "Count");
	await counts(other, 3);
	await one.page.reload();
	await counts(one, 4);
	await cast.server.up();
	for (const who of [one, other])
		await app(who).locator("#sum").getByText("5", { exact: true }).waitFor({ timeout: 60_000 });
});

story("who is called by a mini-app is told, and nobody else", async (cast) => {
	const { server, person } = cast;
	const caller = await person({ name: "cora", size: "desktop" });
	const called = await person({ name: "dan", context: { permissions: ["notifications"] } });
	const other = await person({ name: "eve" });
	for (const who of [caller, called, other]) await who.signUp();
	const roomId = await server.matrix.createRoom(caller.account, {
		name: "Players",
		preset: "private_chat",
		initial_state: [encryption],
		invite: [called, other].map(({ account }) => account.userId),
	});
	for (const who of [called, other]) await server.matrix.join(who.account, roomId);
	for (const who of [caller, called, other]) await who.openChatAt(roomId);
	await send(caller);
	for (const who of [caller, called]) await card(who).click();
	await press(called, "Here");
	await app(caller).getByText("dan").waitFor();
	// Both look at something else now; only the page of one of them is looked at.
	for (const who of [called, other]) {
		await who.open("/me");
		await who.heading("settings.title").waitFor();
	}
	await called.page.evaluate(() => {
		document.hasFocus = () => false;
	});
	const services = { called: await pushService(), other: await pushService() };
	await ring(server, called, services.called);
	await ring(server, other, services.other);
	await press(caller, "Call");
	await called.page.waitForFunction(() => document.title.startsWith("(1) "));
	const shown = await until(called, async () => {
		const registration = await navigator.serviceWorker.ready;
		const [first] = await registration.getNotifications();
		return first && { title: first.title, body: first.body };
	});
	assert.deepEqual(shown, { title: "Players", body: "cora: It is your turn" });
	// A message is for everybody: what comes to the other is that, and nothing before it.
	await caller.button("ui.back").click();
	await caller.send("Good evening");
	await other.page.waitForFunction(() => document.title.startsWith("(1) "));
	for (let tries = 0; services.called.bodies.length < 2 || services.other.bodies.length < 1; tries++) {
		assert.ok(tries < 200, "no push came");
		await caller.page.waitForTimeout(100);
	}
	assert.equal(services.called.bodies.length, 2);
	assert.equal(services.other.bodies.length, 1);
	const [first, second] = services.called.bodies.map((body) => services.called.read(body));
	const [told] = services.other.bodies.map((body) => services.other.read(body));
	assert.equal(first.room_id, roomId);
	assert.notEqual(first.event_id, second.event_id);
	assert.equal(told.event_id, second.event_id);
	assert.ok(!JSON.stringify(first).includes("turn"), "the words are encrypted");
});

/** What the page has, when it has it. @template T @param {Person} who @param {() => Promise<T>} look @returns {Promise<T>} */
async function until({ page }, look) {
	for (let tries = 0; tries < 200; tries++) {
		const found = await page.evaluate(look);
		if (found) return found;
		await page.waitForTimeout(100);
	}
	assert.fail("it never came");
}

story(
	"a mini-app takes files of the chat and of the device, and hands a file and words to a chat",
	async (cast) => {
		const { one, other } = await pair(cast, { size: "desktop", theme: "dark" }, { lang: "zh" });
		const calendar = { name: "plan.ics", mimeType: "text/calendar", buffer: Buffer.from("BEGIN") };
		const words = { name: "words.txt", mimeType: "text/plain", buffer: Buffer.from("hello") };
		const picture = await drawn(one, "view.jpg");
		for (const [entry, file] of /** @type {const} */ ([
			["media.attach.file", calendar],
			["media.attach.file", words],
			["media.attach.file", picture],
		])) {
			await pick(one, entry, [file]);
			await sendPreview(one);
		}
		await send(one);
		await card(one).click();
		await press(one, "Take");
		const sheet = one.page.getByRole("dialog");
		await sheet.getByText("plan.ics").click();
		await sheet.getByText("words.txt").click();
		assert.equal(await sheet.getByText("view.jpg").count(), 0);
		await one.axe("files for a mini-app");
		await one.picture("files for a mini-app");
		await sheet.getByRole("button", { name: /words.txt/, pressed: true }).waitFor();
		await sheet.getByRole("button", { name: "Take 2 files" }).click();
		await app(one).getByText("took 2: plan.ics=BEGIN,words.txt=hello").waitFor();

		await press(one, "Take");
		const choosing = one.page.waitForEvent("filechooser");
		await sheet.getByRole("button", { name: one.t("apps.import.device") }).click();
		const chooser = await choosing;
		assert.equal(await chooser.element().getAttribute("accept"), ".ics,text/plain");
		assert.ok(chooser.isMultiple());
		await chooser.setFiles([{ name: "own.ics", mimeType: "text/calendar", buffer: Buffer.from("MINE") }]);
		await app(one).getByText("took 1: own.ics=MINE").waitFor();

		await press(one, "Take");
		await sheet.waitFor();
		await one.page.keyboard.press("Escape");
		await app(one).getByText("took 0:").waitFor();

		await press(one, "Give");
		await one.axe("a chat for what a mini-app hands over");
		await sheet.getByText(other.name, { exact: true }).click();
		await sheet.getByText("result.txt").waitFor();
		await sendPreview(one);
		assert.equal(await one.composer.inputValue(), "Look at this");
		await one.button("chat.send").click();
		await other.sees("result.txt");
		await other.sees("Look at this");
	},
);

story("a mini-app goes on when the browser has put its service worker away", async (cast) => {
	const { one } = await pair(cast);
	await send(one);
	await card(one).click();
	await press(one, "Count");
	await counts(one, 1);
	const debug = await one.context.newCDPSession(one.page);
	/** @type {Promise<string>} */
	const scope = new Promise((resolve) =>
		debug.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
			const found = registrations.find(({ scopeURL }) => new URL(scopeURL).hostname.endsWith(".localhost"));
			if (found) resolve(found.scopeURL);
		}),
	);
	await debug.send("ServiceWorker.enable");
	const scopeURL = await scope;
	await debug.send("ServiceWorker.stopAllWorkers");
	await press(one, "Read");
	await app(one).getByText("the archive").waitFor();
	await debug.send("ServiceWorker.stopAllWorkers");
	await app(one).getByRole("link", { name: "second" }).click();
	await app(one).getByRole("heading", { name: "Second" }).waitFor();

	await debug.send("ServiceWorker.unregister", { scopeURL });
	await one.button("apps.screen.more").click();
	await one.page.getByRole("menuitem", { name: one.t("apps.screen.reload") }).click();
	await counts(one, 1);
	await press(one, "Read");
	await app(one).getByText("the archive").waitFor();
	await press(one, "Count");
	await counts(one, 2);
});
