// A chat in memory that runs a packed mini-app for several people: the webxdc interface as our host offers it, with the
// same headers, and as unkind as a network may be (updates late, twice, in another order). What an app does that the
// specification forbids fails the story.
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { violations } from "./axe.mjs";

/** @typedef {import("playwright-core").Page} Page */

const types = {
	html: "text/html",
	js: "text/javascript",
	css: "text/css",
	png: "image/png",
	toml: "application/toml",
};
const policy = [
	"default-src 'self'",
	"script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
	"style-src 'self' 'unsafe-inline' blob:",
	"font-src 'self' data: blob:",
	"img-src 'self' data: blob:",
	"connect-src 'self' data: blob:",
	"form-action 'none'",
	"base-uri 'none'",
	"object-src 'none'",
].join("; ");

/** The files of an archive; only what scripts/pack-apps writes. @param {Buffer} archive @returns {Map<string, Buffer>} */
export function unpack(archive) {
	const files = new Map();
	let at = archive.readUInt32LE(archive.lastIndexOf(Buffer.from("PK\x05\x06")) + 16);
	while (archive.readUInt32LE(at) === 0x02014b50) {
		const name = archive.toString("utf8", at + 46, at + 46 + archive.readUInt16LE(at + 28));
		const local = archive.readUInt32LE(at + 42);
		const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
		files.set(name, inflateRawSync(archive.subarray(data, data + archive.readUInt32LE(at + 20))));
		at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
	}
	return files;
}

/** What the app finds as `webxdc.js`; runs in the page. @param {{ addr: string, name: string, interval: number, maxSize: number, realtime: boolean }} me */
function bridge(me) {
	const host = /** @type {any} */ (window);
	/** @type {((update: any) => void) | undefined} */
	let listener;
	/** @type {((data: Uint8Array) => void) | undefined} */
	let heard;
	host.fromChat = (/** @type {any[]} */ updates) => {
		for (const update of updates) listener?.(update);
	};
	host.fromChannel = (/** @type {number[]} */ data) => heard?.(Uint8Array.from(data));
	host.webxdc = {
		selfAddr: me.addr,
		selfName: me.name,
		sendUpdateInterval: me.interval,
		sendUpdateMaxSize: me.maxSize,
		sendUpdate: (/** @type {unknown} */ update) => void host.toChat("update", JSON.stringify(update)),
		async sendToChat(/** @type {{ text?: string, file: { name: string, blob: Blob } }} */ { file }) {
			host.toChat("draft", `${file.name}: ${file.blob.size} bytes`);
		},
		async setUpdateListener(/** @type {(update: any) => void} */ cb) {
			listener = cb;
			host.fromChat(await host.toChat("all", ""));
		},
	};
	if (!me.realtime) return;
	host.webxdc.joinRealtimeChannel = () => ({
		setListener(/** @type {(data: Uint8Array) => void} */ cb) {
			heard = cb;
		},
		send: (/** @type {Uint8Array} */ data) => void host.toChat("live", JSON.stringify([...data])),
		leave() {
			heard = undefined;
		},
	});
}

/** A chat with one mini-app in it. */
export class MiniAppChat {
	/** Every update that was sent, with who sent it. @type {any[]} */
	updates = [];
	/** What an app must not do. @type {string[]} */
	wrong = [];
	/** @type {MiniAppPerson[]} */
	people = [];

	/**
	 * @param {import("playwright-core").Browser} browser @param {string} archive the path of an .xdc
	 * @param {{ realtime?: boolean, unkind?: boolean, interval?: number, hurried?: boolean }} [options] `hurried`: pages are closed, and then an app may send all at once
	 */
	constructor(browser, archive, { realtime = true, unkind = false, interval = 100, hurried = false } = {}) {
		this.browser = browser;
		this.files = unpack(readFileSync(archive));
		this.realtime = realtime;
		this.unkind = unkind;
		this.interval = interval;
		this.hurried = hurried;
	}

	/**
	 * Somebody opens the app.
	 * @param {string} name
	 * @param {{ lang?: "en" | "zh", theme?: "light" | "dark", width?: number, height?: number, href?: string }} [options]
	 */
	async join(name, { lang = "en", theme = "light", width = 390, height = 844, href = "index.html" } = {}) {
		const context = await this.browser.newContext({
			viewport: { width, height },
			locale: lang === "zh" ? "zh-CN" : "en-GB",
			colorScheme: theme,
			reducedMotion: "reduce",
			timezoneId: "Europe/Berlin",
		});
		const addr = `addr-${name.toLowerCase()}`;
		const page = await context.newPage();
		const { words } = await this.#words();
		const person = new MiniAppPerson(this, page, name, addr, words[lang]);
		const me = { addr, name, interval: this.interval, maxSize: 40_000, realtime: this.realtime };
		page.on(
			"console",
			(line) => line.type() === "error" && this.wrong.push(`${name}'s console: ${line.text()}`),
		);
		page.on("pageerror", (error) => this.wrong.push(`${name}'s page: ${error.stack}`));
		await page.exposeBinding("toChat", (_, kind, json) => this.#from(person, kind, json));
		await context.route("**/*", (route) => this.#serve(route, `(${bridge})(${JSON.stringify(me)})`));
		this.people.push(person);
		await page.goto(`http://app.localhost/${href}`);
		await page.locator("main h1").first().waitFor();
		return person;
	}

	/** The texts of the app's own and the kit's, as the archive has them. */
	async #words() {
		const load = (/** @type {string} */ name) =>
			import(
				`data:text/javascript;base64,${(this.files.get(name) ?? Buffer.from("export const words={en:{},zh:{}}")).toString("base64")}`
			);
		const [{ words }, { common }] = await Promise.all([load("words.js"), load("kit/words.js")]);
		const all = { en: { ...common?.en, ...words.en }, zh: { ...common?.zh, ...words.zh } };
		return { words: /** @type {Record<"en" | "zh", Record<string, any>>} */ (all) };
	}

	/** @param {import("playwright-core").Route} route @param {string} script */
	async #serve(route, script) {
		const url = new URL(route.request().url());
		if (url.host !== "app.localhost") this.wrong.push(`asked ${url.host}`);
		const name = url.pathname.slice(1) || "index.html";
		const headers = { "content-security-policy": policy, "x-content-type-options": "nosniff" };
		const found = name === "webxdc.js" ? Buffer.from(script) : this.files.get(name);
		if (!found && name !== "favicon.ico") this.wrong.push(`${name} is missing`);
		const type = /** @type {Record<string, string>} */ (types)[name.split(".").at(-1) ?? ""] ?? "text/plain";
		if (!found) return route.fulfill({ status: 404, headers, body: "" });
		return route.fulfill({ headers: { ...headers, "content-type": `${type}; charset=utf-8` }, body: found });
	}

	/** @param {MiniAppPerson} person @param {string} kind @param {string} json */
	#from(person, kind, json) {
		if (kind === "all") return this.updates.map(({ by: _, ...update }) => update);
		if (kind === "draft") return void person.drafts.push(json);
		if (kind === "live") {
			for (const other of this.people) if (other !== person) other.hears(JSON.parse(json));
			return undefined;
		}
		if (json.length > 40_000) this.wrong.push(`${person.name} sent ${json.length} bytes`);
		if (!this.hurried && Date.now() - person.sentAt < this.interval - 20)
			this.wrong.push(`${person.name} sent too soon`);
		person.sentAt = Date.now();
		const serial = this.updates.length + 1;
		const update = { ...JSON.parse(json), serial, max_serial: serial };
		this.#allowed(update);
		this.updates.push({ ...update, by: person.addr });
		for (const other of this.people) this.#bring(other, update, other === person);
		return undefined;
	}

	/** What the specification says of texts and links. @param {any} update */
	#allowed({ info, summary, document, href, notify }) {
		const long = (/** @type {string | undefined} */ value, /** @type {number} */ most) =>
			value !== undefined && Array.from(value).length > most;
		if (long(info, 50)) this.wrong.push(`info is too long: ${info}`);
		if (long(summary, 20)) this.wrong.push(`summary is too long: ${summary}`);
		if (long(document, 20)) this.wrong.push(`document is too long: ${document}`);
		if (href !== undefined && !/^index\.html(#|$)/.test(href))
			this.wrong.push(`href leads elsewhere: ${href}`);
		for (const to of Object.keys(notify ?? {}))
			if (to !== "*" && !to.startsWith("addr-")) this.wrong.push(`notifies nobody: ${to}`);
	}

	/** @param {MiniAppPerson} person @param {any} update @param {boolean} own */
	#bring(person, update, own) {
		if (!this.unkind || own) return person.gets(update);
		// Late, so that the next one overtakes it, and then once more.
		setTimeout(() => person.gets(update), 40 + 200 * Math.random());
		setTimeout(() => person.gets(update), 300);
	}

	/** Everything that was told to one person. @param {MiniAppPerson} person @returns {string[]} */
	told({ addr }) {
		return this.updates.flatMap(({ notify }) => notify?.[addr] ?? notify?.["*"] ?? []);
	}

	/** Waits until the app has put a file into a draft. @param {MiniAppPerson} person @param {RegExp} words */
	async draft({ drafts, page }, words) {
		for (let tries = 0; tries < 400 && !drafts.some((one) => words.test(one)); tries++)
			await page.waitForTimeout(50);
		if (!drafts.some((one) => words.test(one))) throw new Error(`drafts are ${drafts.join() || "none"}`);
	}

	/** Closes all windows, and complains of what the app did wrong. */
	async close() {
		for (const { page } of this.people) await page.context().close();
		if (this.wrong.length > 0) throw new Error(this.wrong.join("\n"));
	}
}

/** Somebody who has the app open. */
export class MiniAppPerson {
	sentAt = 0;
	/** Files that the app put into a draft. @type {string[]} */
	drafts = [];

	/** @param {MiniAppChat} chat @param {Page} page @param {string} name @param {string} addr @param {Record<string, any>} words */
	constructor(chat, page, name, addr, words) {
		this.chat = chat;
		this.page = page;
		this.name = name;
		this.addr = addr;
		this.words = words;
	}

	/** A text of the app in this person's language. @param {string} key @param {Record<string, unknown>} [values] */
	t(key, values = {}) {
		const found = this.words[key];
		if (found === undefined) throw new Error(`the app has no text ${key}`);
		const pattern = typeof found === "string" ? found : values.n === 1 ? found.one : found.other;
		return pattern.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) =>
			String(values[name]),
		);
	}

	/** @param {string} key @param {Record<string, unknown>} [values] */
	button(key, values) {
		return this.page.getByRole("button", { name: this.t(key, values), exact: true }).last();
	}

	/** @param {string} key @param {Record<string, unknown>} [values] */
	press = (key, values) => this.button(key, values).click();

	/** @param {string} key @param {string} text */
	fill = (key, text) => this.page.getByLabel(this.t(key), { exact: true }).last().fill(text);

	/** Waits until a text is seen. @param {string | RegExp} text */
	sees = (text) => this.page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 10_000 });

	/** Waits until it is not seen. @param {string | RegExp} text */
	missing = (text) =>
		this.page.getByText(text).filter({ visible: true }).waitFor({ state: "detached", timeout: 10_000 });

	/** @param {any} update */
	gets(update) {
		return this.page.evaluate((one) => /** @type {any} */ (window).fromChat([one]), update).catch(() => {});
	}

	/** @param {number[]} data */
	hears(data) {
		return this.page.evaluate((one) => /** @type {any} */ (window).fromChannel(one), data).catch(() => {});
	}

	/** No serious violation, nothing wider than the screen. @param {string} where */
	async looksRight(where) {
		const found = await violations(this.page);
		const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		if (wide > 0) found.push(`${wide} px wider than the screen`);
		if (found.length > 0) throw new Error(`${where}: ${found.join("\n")}`);
		if (process.env.E2E_PICTURES)
			await this.page.screenshot({ path: `target/e2e/app ${where} ${this.name}.png` });
	}
}
