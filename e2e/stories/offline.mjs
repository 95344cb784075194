// Without the server: opening, reading, writing, and what is said about it; and a new version of the app.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storedEncrypted, until } from "../lib/kept.mjs";
import { app } from "../lib/places.mjs";
import { stage } from "../lib/stage.mjs";

const web = await mkdtemp(join(tmpdir(), "causeway-web-"));
await cp(app, web, { recursive: true });
process.on("exit", () => void rm(web, { recursive: true, force: true }));

const { story } = stage({ web });

/** What the browser and the SDK say while nobody answers. */
const silence = /status 5\d\d|Failed to fetch|fetch failed|ERR_|ConnectionError|502|M_LIMIT|SyntaxError|JSON/;

/** Until the service worker has all files of the app. @param {import("../lib/person.mjs").Person} person */
const kept = (person) =>
	until(person, async () => {
		await navigator.serviceWorker.ready;
		const cache = await caches.open("assets");
		return (await cache.keys()).some((one) => one.url.endsWith(".wasm"));
	});

/** @param {import("../lib/person.mjs").Person} person */
const line = (person) => person.page.getByTestId("connection");

story("what is wrong with the server is said in words", async ({ person }) => {
	const jun = await person({ name: "jun", size: "desktop", lang: "zh" });
	await jun.signUp();
	jun.allow(silence);
	/** @type {[string, import("playwright-core").Route extends infer R ? any : never][]} */
	const faults = [
		["app.connection.trouble", { status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }],
		[
			"app.connection.trouble",
			{ status: 200, contentType: "text/html", body: "<h1>Log in to the Wi-Fi</h1>" },
		],
		[
			"app.connection.busy",
			{
				status: 429,
				contentType: "application/json",
				body: '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":500}',
			},
		],
	];
	for (const [words, answer] of faults) {
		await jun.page.route("**/_matrix/client/**", (route) => route.fulfill(answer));
		// The poll that is open now would wait for its end.
		await jun.page.reload();
		await line(jun).getByText(jun.t(words)).waitFor();
		await jun.place("app.chats").waitFor();
		await jun.page.unroute("**/_matrix/client/**");
		// By itself, without a tap on "Try now".
		await line(jun).getByText(jun.t("app.connection.online")).waitFor({ timeout: 40_000 });
	}
	await jun.offline(true);
	await line(jun).getByText(jun.t("app.connection.offline")).waitFor();
	await jun.offline(false);
	await line(jun).waitFor({ state: "detached", timeout: 40_000 });
});

story("a new version is offered, taken when the person wants, and old files go", async ({ person }) => {
	const sofia = await person({ name: "sofia", size: "desktop" });
	await sofia.signUp();
	await kept(sofia);
	const script = await readFile(join(web, "sw.js"), "utf8");
	const version = /version["`]?:["`](\w+)["`]/.exec(script)?.[1] ?? "";
	assert.ok(version, "sw.js names its version");
	const next = "0123456789ab";
	for (const end of ["", ".br", ".gz"]) await rm(join(web, `sw.js${end}`), { force: true });
	await writeFile(join(web, "sw.js"), script.replaceAll(version, next));

	await sofia.page.reload();
	await sofia.page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
	await sofia.page.getByText(sofia.t("app.update.ready")).waitFor();
	assert.ok((await shells(sofia)).includes(`shell-${version}`), "the page still runs on the old version");
	await Promise.all([sofia.page.waitForEvent("load"), sofia.button("app.update.take").click()]);
	await sofia.atHome();
	assert.deepEqual(await shells(sofia), [`shell-${next}`]);
});

/** @param {import("../lib/person.mjs").Person} person */
const shells = (person) =>
	person.page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("shell-")));

story(
	"the server goes away: the app opens, shows the chat, and sends later what is written",
	async ({ server, person }) => {
		const ana = await person({ name: "ana", size: "desktop" });
		const tom = await person({ name: "tom", size: "phone" });
		await ana.signUp();
		await tom.signUp();
		await server.matrix.directChat(ana.account, tom.account.userId);
		await tom.accept("ana");
		await tom.send("Before the storm");
		await kept(tom);
		await until(tom, storedEncrypted);

		for (const one of [ana, tom]) one.allow(silence);
		await server.down("SIGKILL");
		await tom.open("/chat");
		await tom.openChat("ana");
		await tom.sees("Before the storm");
		await line(tom).getByText(tom.t("app.connection.unreachable")).waitFor();
		await tom.composer.fill("Written in the dark");
		await tom.button("chat.send").click();
		await line(tom).getByText("1 message waits").waitFor();
		await tom.axe("a chat without a server");
		await tom.page.reload();
		await tom.sees("Written in the dark");

		await server.up();
		await tom
			.button("app.connection.retry")
			.click({ timeout: 5000 })
			.catch(() => undefined);
		await tom.sent("Written in the dark");
		await line(tom).waitFor({ state: "detached" });
		await ana.openChat("tom");
		await ana.sees("Written in the dark");
	},
);
