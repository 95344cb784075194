// `causeway app dev`: a developer tries a mini-app with two people side by side, and changes it meanwhile.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { violations } from "../lib/axe.mjs";
import { launch } from "../lib/browser.mjs";
import { mustExist, program } from "../lib/places.mjs";

/** @type {string} */
let folder;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("node:child_process").ChildProcess} */
let simulator;
/** @type {string} */
let address;

before(async () => {
	mustExist();
	folder = await mkdtemp(join(tmpdir(), "causeway-app-"));
	const app = join(folder, "tea");
	await new Promise((resolve) => spawn(program, ["app", "new", app, "--name", "Tea"]).once("exit", resolve));
	simulator = spawn(program, ["app", "dev", app, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
	const lines = createInterface(/** @type {import("node:stream").Readable} */ (simulator.stdout));
	const [line] = await /** @type {Promise<string[]>} */ (
		new Promise((resolve) => lines.once("line", (text) => resolve([text])))
	);
	address = /http:\/\/localhost:\d+/.exec(line)?.[0] ?? assert.fail(`no address: ${line}`);
	browser = await launch();
});
after(async () => {
	await browser?.close();
	simulator?.kill();
	await rm(folder, { recursive: true, force: true });
});

test("a developer tries a mini-app with two people side by side", { timeout: 60_000 }, async () => {
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	await page.goto(address);
	await page.getByRole("heading", { name: "Tea", level: 1 }).waitFor();
	const of = (/** @type {string} */ name) => page.frameLocator(`iframe[title="The app of ${name}"]`);
	const plus = (/** @type {string} */ name) => of(name).getByRole("button").first();
	const count = (/** @type {string} */ name, /** @type {number} */ number) =>
		of(name).getByText(String(number), { exact: true }).first().waitFor();
	await plus("Ana").click();
	await count("Tom", 1);
	await plus("Tom").click();
	await count("Ana", 2);
	assert.deepEqual(await violations(page), []);

	// Who is away gets it later.
	const tom = page.getByRole("article").filter({ hasText: "Tom" });
	await tom.getByLabel("offline").check();
	await plus("Ana").click();
	await count("Ana", 3);
	await count("Tom", 2);
	await tom.getByLabel("offline").uncheck();
	await count("Tom", 3);

	// A file that changes shows at once, with what was shared before.
	const index = join(folder, "tea", "index.html");
	const text = await readFile(index, "utf8");
	await writeFile(index, text.replace("</body>", "<p>Earl Grey</p></body>"));
	await of("Ana").getByText("Earl Grey").waitFor();
	await count("Ana", 3);
	await writeFile(index, text.replace("</body>", '<img alt="" src="https://a.example/x.png"></body>'));
	await page.getByRole("status").getByText("loads from another address").waitFor();

	await page.getByRole("button", { name: "Add a person" }).click();
	await count("Mei", 3);
	await page.getByRole("button", { name: "Begin anew" }).click();
	await count("Ana", 0);
	await page.close();
});

/** An app that says in the chat how it goes, waves, and shows the place it was opened at. */
const talks = `
document.querySelector("main").append(location.hash);
const say = (name, act) => {
	const made = Object.assign(document.createElement("button"), { textContent: name, onclick: act });
	document.querySelector("main").append(made);
};
say("Tell", () => webxdc.sendUpdate({ payload: {}, info: "It goes on and on, and nobody will ever read it to the end", href: "#/here" }, ""));
const channel = webxdc.joinRealtimeChannel?.();
if (channel) say("Wave", () => channel.send(new TextEncoder().encode("hello")));
channel?.setListener((data) => document.querySelector("main").append(" heard " + new TextDecoder().decode(data)));
`;

const wrong = `
fetch("https://a.example/x").catch(() => Promise.reject("fetch is refused"));
document.body.append(Object.assign(new Image(), { src: "no.png" }));
setTimeout(() => { throw new Error("too hot"); });
`;

test("what goes through the chat is shown, with what a chat makes of it", { timeout: 60_000 }, async () => {
	await appendFile(join(folder, "tea", "app.js"), talks);
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "zh-CN" });
	await page.goto(address);
	const of = (/** @type {string} */ name) => page.frameLocator(`iframe[title="${name} 的应用"]`);
	const log = page.getByRole("list", { name: "聊天里经过的内容" });
	await of("Ana").getByRole("button", { name: "Wave" }).click();
	await log.getByText("hello").waitFor();
	await of("Tom").getByText("heard hello").waitFor();

	// Who is away has their own at once, and the others get it when they are back.
	const ana = page.getByRole("article").filter({ hasText: "Ana" });
	await ana.getByLabel("离线").check();
	await of("Ana").getByRole("button").first().click();
	await of("Ana").locator("output").getByText("1", { exact: true }).waitFor();
	await log.getByText("离线，恢复后发出").waitFor();
	assert.equal(await of("Tom").locator("output").textContent(), "0");
	await ana.getByLabel("离线").uncheck();
	await of("Tom").locator("output").getByText("1", { exact: true }).waitFor();

	// A line leads into the app, and says that it is long and came quickly.
	await of("Tom").getByRole("button", { name: "Tell" }).click();
	await of("Tom").getByRole("button", { name: "Tell" }).click();
	await log.getByText("大约只显示 50 个").first().waitFor();
	await log.getByText("聊天会合并发送").waitFor();
	await log.getByRole("button", { name: "打开 #/here" }).first().click();
	await of("Ana").getByText("#/here").waitFor();
	assert.deepEqual(await violations(page), []);

	// What goes wrong in the app is said here, too.
	await appendFile(join(folder, "tea", "app.js"), wrong);
	await log.getByText("fetch is refused").first().waitFor();
	await log.getByText("connect-src: https://a.example").first().waitFor();
	await log.getByText("Uncaught Error: too hot (/app.js").first().waitFor();
	await log.getByText("cannot be loaded").first().waitFor();

	await page.getByLabel("没有实时通道").check();
	await of("Ana").getByRole("button", { name: "Tell" }).waitFor();
	await of("Ana").getByRole("button", { name: "Wave" }).waitFor({ state: "detached" });
	await page.close();
});
