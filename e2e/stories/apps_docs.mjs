// docs/developer/write-a-mini-app.md, followed to the letter: in an empty folder, every block in its order, until somebody
// else plays with the app in a chat.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { launch } from "../lib/browser.mjs";
import { blocks } from "../lib/copied.mjs";
import { password } from "../lib/matrix.mjs";
import { program } from "../lib/places.mjs";
import { pair, sendPreview } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("../lib/person.mjs").Person} Person */

const PAGE = "docs/developer/write-a-mini-app.md";
/** What the page calls the server. */
const SERVER = "https://chat.example.org";

const { story } = stage({ limitMs: 240_000 });

/** Somebody with an empty folder, a terminal and a browser. */
class Outsider {
	/** What was said in the terminal, by command. @type {Map<string, string>} */
	said = new Map();
	/** What runs until Ctrl-C. @type {import("node:child_process").ChildProcess[]} */
	running = [];

	/**
	 * @param {string} folder @param {import("playwright-core").Browser} browser
	 * @param {{ url: string, typed: string }} server its address, and what is answered where the program asks
	 */
	constructor(folder, browser, server) {
		this.folder = folder;
		this.browser = browser;
		this.server = server;
		/** The simulator of the app that is worked on. @type {Page | undefined} */
		this.simulator = undefined;
	}

	/** @param {import("../lib/copied.mjs").Block} block */
	async follow(block) {
		if (block.kind === "commands") {
			for (const line of block.text.split("\n").filter(Boolean)) await this.type(line);
			return;
		}
		const path = join(this.folder, block.path);
		await mkdir(dirname(path), { recursive: true });
		await (block.kind === "file" ? writeFile : appendFile)(path, block.text);
		if (block.kind === "more") await this.seesMore();
	}

	/** @param {string} line */
	async type(line) {
		const command = line.replace(/\s+#.*$/, "").replace(SERVER, this.server.url);
		const answer = command.startsWith("causeway app dev") ? await this.dev(command) : await this.run(command);
		this.said.set(line.replace(/\s+#.*$/, ""), answer);
	}

	/** @param {string} command @returns {Promise<string>} */
	run(command) {
		return new Promise((resolve, reject) => {
			const child = execFile("bash", ["-c", command], this.place(), (error, out, told) =>
				error ? reject(new Error(`${command}: ${out}${told}`)) : resolve(out + told),
			);
			child.stdin?.end(this.server.typed);
		});
	}

	place() {
		const PATH = `${this.folder}/.bin:${dirname(process.execPath)}:${process.env.PATH}`;
		return { cwd: this.folder, env: { ...process.env, PATH } };
	}

	/** Opens the address that it prints, and counts with two. @param {string} command */
	async dev(command) {
		// Another port than the page's reader has: tests may run beside others.
		const child = spawn("bash", ["-c", `exec ${command} --port 0`], {
			...this.place(),
			stdio: ["ignore", "pipe", "inherit"],
		});
		this.running.push(child);
		const lines = createInterface(/** @type {import("node:stream").Readable} */ (child.stdout));
		const line = await new Promise((resolve) => lines.once("line", resolve));
		const address = /http:\/\/localhost:\d+/.exec(line)?.[0] ?? assert.fail(`no address: ${line}`);
		await this.simulator?.close();
		this.simulator = await this.browser.newPage({ viewport: { width: 1280, height: 800 } });
		await this.simulator.goto(address);
		await this.app("Ana").getByRole("button", { name: "Count", exact: true }).click();
		await this.app("Tom").locator("output").getByText("1", { exact: true }).waitFor();
		this.tried += 1;
		return line;
	}
	/** Apps that two people tried. */
	tried = 0;

	/** @param {string} name */
	app(name) {
		assert.ok(this.simulator, "app dev was begun");
		return this.simulator.frameLocator(`iframe[title="The app of ${name}"]`);
	}

	/** What is new in the file shows at once, and works. */
	async seesMore() {
		const trial = trials[this.more];
		this.more += 1;
		assert.ok(trial, "nobody tries this block: add how it is seen to work");
		await trial(this);
	}
	/** Blocks that stood at the end of a file. */
	more = 0;

	/** The same app with a higher version, as the page says. */
	async nextVersion() {
		const manifest = join(this.folder, "counter/manifest.toml");
		const text = await readFile(manifest, "utf8");
		await writeFile(manifest, text.replace('version = "1.0.0"', 'version = "1.1.0"'));
		await this.run("causeway app pack counter");
		return join(this.folder, "counter-1.1.0.xdc");
	}

	async stop() {
		await this.simulator?.close();
		for (const child of this.running) child.kill("SIGINT");
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** How each block at the end of a file is seen to work. @type {((who: Outsider) => Promise<void>)[]} */
const trials = [
	async (who) => {
		await who.app("Tom").getByRole("button", { name: "👋" }).waitFor();
		await who.app("Ana").getByRole("button", { name: "👋" }).click();
		await who.app("Tom").getByRole("heading", { name: "👋 Ana" }).waitFor();
	},
	async (who) => {
		await who.app("Ana").getByRole("button", { name: "↗" }).click();
		const handed = who.simulator?.getByRole("link", { name: /^counter\.json/ });
		const download = who.simulator?.waitForEvent("download");
		await handed?.click();
		const path = (await (await download)?.path()) ?? "";
		assert.equal(JSON.parse(await readFile(path, "utf8"))[0].count, 1);
		const chooser = who.simulator?.waitForEvent("filechooser");
		await who.app("Tom").getByRole("button", { name: "↙" }).click();
		await (await chooser)?.setFiles({
			name: "a.json",
			mimeType: "application/json",
			buffer: Buffer.from("[]"),
		});
		await who.app("Tom").getByRole("heading", { name: "a.json: 2" }).waitFor();
	},
];

/** The host has looked. @param {import("../lib/server.mjs").Server} server @param {string} version */
async function review(server, version) {
	const { matrix } = server;
	const host = await matrix.register("harbourmaster");
	await server.run("user", "admin", "harbourmaster");
	const path = `/_causeway/v1/admin/directory/releases/counter/${version}`;
	await matrix.request("PUT", path, { token: host.token, body: { verdict: "reviewed" } });
}

/** Without a command line. @param {Person} author @param {string} file */
async function publishesTheNext(author, file) {
	await author.goTo("app.discover");
	await author.button("discover.mine").click();
	await author.page.getByRole("button", { name: /^Counter/ }).waitFor();
	await author.button("discover.list.mini_app").click();
	await author.page.getByTestId("xdc").setInputFiles(file);
	await author.axe("publishing a mini-app");
	await author.button("discover.publish").click();
	await author.page.getByText(author.t("discover.published")).waitFor();
}

/** @param {Person} who @param {string} chat */
async function findsItAndAddsIt(who, chat) {
	await who.page.goBack();
	await who.goTo("app.discover");
	await who.page.getByRole("searchbox", { name: who.t("discover.search") }).fill("count");
	await who.page.getByRole("button", { name: /Counter/ }).click();
	await who.page.getByText("The smallest app that a chat can share", { exact: false }).first().waitFor();
	await who.button("discover.addToChat").click();
	await who.page.getByRole("dialog").getByRole("button", { name: chat }).click();
	await sendPreview(who);
}

story("an outsider follows the page from an empty folder to an app that others play with", async (cast) => {
	const { server } = cast;
	const author = await cast.person({ name: "outsider", size: "desktop" });
	await author.signUp();
	const browser = await launch();
	const folder = await mkdtemp(join(tmpdir(), "causeway-outsider-"));
	await mkdir(join(folder, ".bin"));
	await symlink(program, join(folder, ".bin", "causeway"));
	const typed = `${author.name}\n${password}\n`;
	const outsider = new Outsider(folder, browser, { url: server.url, typed });
	try {
		for (const block of blocks(PAGE)) await outsider.follow(block);
		assert.equal(outsider.tried, 2, "both apps were tried by two people");
		assert.equal(outsider.more, trials.length, "every trial has its block");
		assert.match(outsider.said.get("causeway app check counter") ?? "", /Nothing to mend/);
		assert.match(outsider.said.get("node counter-test.mjs") ?? "", /thousand orders/);
		const published = outsider.said.get(`causeway app publish counter-1.0.0.xdc --server ${SERVER}`) ?? "";
		assert.match(published, /waits until the host has looked/);
		await publishesTheNext(author, await outsider.nextVersion());
	} finally {
		await outsider.stop();
		await browser.close();
	}

	await review(server, "1.1.0");
	const { one, other } = await pair(cast);
	await findsItAndAddsIt(one, other.name);
	const counter = (/** @type {Person} */ who) => who.page.frameLocator('iframe[title="Counter"]');
	for (const who of [one, other]) await who.page.getByTestId("app-card").last().click();
	await counter(one).getByRole("button", { name: "Count", exact: true }).click();
	await counter(other).locator("output").getByText("1", { exact: true }).waitFor();
	await counter(other).getByRole("button", { name: "👋" }).waitFor();
});
