// A person at a device: a browser context, and what people do in the app, by roles and labels.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { violations } from "./axe.mjs";
import { password } from "./matrix.mjs";
import { remains } from "./places.mjs";
import { watch } from "./watch.mjs";
import { words } from "./words.mjs";

/** The longest wait for one thing to be seen; a loaded runner is slow. */
export const patienceMs = 20_000;

/** @type {Record<"phone" | "desktop", import("playwright-core").BrowserContextOptions>} */
const sizes = {
	phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
	desktop: { viewport: { width: 1280, height: 800 } },
};

/**
 * @typedef {object} PersonOptions
 * @property {string} [name] the name of the account; another one for each person of a server
 * @property {"phone" | "desktop"} [size]
 * @property {"light" | "dark"} [theme]
 * @property {"en" | "zh"} [lang]
 * @property {import("playwright-core").BrowserContextOptions} [context] more options of the browser context
 */

/** The options of a browser context for a person. @param {PersonOptions} options @returns {import("playwright-core").BrowserContextOptions} */
export function contextOptions({ size = "phone", theme = "light", lang = "en", context = {} }) {
	return {
		...sizes[size],
		colorScheme: theme,
		locale: lang === "zh" ? "zh-CN" : "en-GB",
		timezoneId: "Europe/Berlin",
		// Stories wait for what is seen, not for how it moves.
		reducedMotion: "reduce",
		permissions: ["clipboard-read", "clipboard-write"],
		acceptDownloads: true,
		...context,
	};
}

/** Somebody who uses the app. */
export class Person {
	/** @type {import("./matrix.mjs").Account | null} */
	#account = null;
	/** The recovery key, after `keepKey`. @type {string | null} */
	recoveryKey = null;

	/**
	 * @param {import("./server.mjs").Server} server
	 * @param {import("playwright-core").BrowserContext} context
	 * @param {import("playwright-core").Page} page
	 * @param {PersonOptions & {name: string}} options
	 */
	constructor(server, context, page, options) {
		this.server = server;
		this.context = context;
		this.page = page;
		this.name = options.name;
		this.lang = options.lang ?? "en";
		/** The address that the browser asks; a fault proxy stands elsewhere than the server. */
		this.url = server.url;
		page.setDefaultTimeout(patienceMs);
		const { complaints, allow } = watch(context, () => new URL(this.url).origin);
		/** What went wrong on the pages; must be empty at the end of a story. */
		this.complaints = complaints;
		/** Lets a complaint pass that the story provokes. @type {(pattern: RegExp) => void} */
		this.allow = allow;
		context.on("response", (answer) => void this.#learn(answer));
	}

	/** The account of this device, after `signUp` or `signIn`. */
	get account() {
		assert.ok(this.#account, `${this.name} has not signed in yet`);
		return this.#account;
	}

	/** The words of a message in this person's language. @param {string} id @param {Record<string, string | number>} [values] */
	t(id, values) {
		return words(this.lang, id, values);
	}

	// What is on the page.

	/** @param {string} id @param {Record<string, string | number>} [values] */
	button(id, values) {
		return this.page.getByRole("button", { name: this.t(id, values), exact: true });
	}
	/** @param {string} id @param {Record<string, string | number>} [values] */
	field(id, values) {
		return this.page.getByLabel(this.t(id, values), { exact: true });
	}
	/** @param {string} id @param {Record<string, string | number>} [values] */
	heading(id, values) {
		return this.page.getByRole("heading", { name: this.t(id, values), exact: true });
	}
	/** A place of the navigation: "app.chats", "app.me", … @param {string} id */
	place(id) {
		return this.page
			.getByRole("navigation", { name: this.t("app.places") })
			.getByRole("link", { name: this.t(id) });
	}
	/** The line of a chat in the list. @param {string} name */
	chatRow(name) {
		return this.page.locator('a[href*="/chat/"]').filter({ hasText: name }).first();
	}
	/** A message of the open chat that contains these words. @param {string | RegExp} text */
	message(text) {
		return this.page.getByRole("article").filter({ hasText: text }).last();
	}
	/** Where messages are written. */
	get composer() {
		return this.field("chat.message");
	}

	// What people do.

	/** @param {string} [path] */
	async open(path = "/") {
		await this.page.goto(this.url + path);
	}

	/** Makes the account of this person, from the door to the list of chats. */
	async signUp() {
		await this.fillDoor("/");
		await this.button("accounts.create").click();
		await this.keepKey();
	}

	/** Opens the door and fills in name and password. @param {string} path @param {string} [word] the password */
	async fillDoor(path, word = password) {
		await this.open(path);
		await this.field("accounts.name").fill(this.name);
		await this.field("accounts.password").fill(word);
	}

	/** On the screen after signing up: keeps the recovery key by copying it, and goes on. */
	async keepKey() {
		await this.button("trust.key.copy").click();
		this.recoveryKey = await this.page.getByRole("status", { name: this.t("trust.key.key") }).textContent();
		await this.button("trust.key.done").click();
		await this.atHome();
	}

	/**
	 * Signs in on this device. The question whether it is mine is put off, unless the story wants to answer it.
	 * @param {{word?: string, gate?: "later" | "stay"}} [options] the password; what to do with the question
	 */
	async signIn({ word, gate = "later" } = {}) {
		const later = () => this.button("trust.device.later").click();
		if (gate === "later") await this.page.addLocatorHandler(this.heading("trust.device.title"), later);
		await this.fillDoor("/sign-in", word);
		await this.button("accounts.signIn").click();
		await (gate === "later" ? this.atHome() : this.heading("trust.device.title").waitFor());
	}

	/** Answers "Is this you?" with the recovery key. @param {string} key */
	async confirmByKey(key) {
		await this.button("trust.device.byKey").click();
		await this.field("trust.key.key").fill(key);
		await this.button("trust.recover.submit").click();
	}

	/** Waits for the list of chats. */
	async atHome() {
		await this.place("app.chats").waitFor();
		await this.heading("chat.title").waitFor();
	}

	/** Goes to a place of the navigation. @param {string} id "app.chats", "app.contacts", … */
	async goTo(id) {
		await this.place(id).click();
	}

	/** Accepts the invitation of somebody. @param {string} from the name that is shown */
	async accept(from) {
		await this.page.getByText(from, { exact: true }).first().waitFor();
		await this.button("chat.invitation.accept").first().click();
		await this.composer.waitFor();
	}

	/** Opens a chat from the list. @param {string} name */
	async openChat(name) {
		await this.chatRow(name).click();
		await this.composer.waitFor();
	}

	/** Opens a chat by its address. @param {string} roomId */
	async openChatAt(roomId) {
		await this.open(`/chat/${encodeURIComponent(roomId)}`);
		await this.composer.waitFor();
	}

	/** Writes and sends. @param {string} text */
	async send(text) {
		await this.composer.fill(text);
		await this.button("chat.send").click();
		await this.sent(text);
	}

	/** Waits until the server has a message of mine. @param {string} text */
	async sent(text) {
		const waiting = this.message(text).getByLabel(this.t("chat.tick.pending"));
		await this.message(text).waitFor();
		await waiting.waitFor({ state: "detached" });
	}

	/** Waits for a message. @param {string | RegExp} text */
	async sees(text) {
		await this.message(text).waitFor();
	}

	/** Tab by tab until the thing has the keyboard's focus. @param {import("playwright-core").Locator} thing @param {number} [most] */
	async keyTo(thing, most = 40) {
		await thing.waitFor();
		for (let i = 0; i < most; i++) {
			if (await thing.evaluate((element) => element === document.activeElement)) return;
			await this.page.keyboard.press("Tab");
		}
		assert.fail(`${thing} cannot be reached by ${most} presses of Tab`);
	}

	/** Counts real presses and touches from now on; how many there were is asked by `taps()`. */
	async countTaps() {
		await this.page.addInitScript(() => {
			const counter = /** @type {any} */ (self);
			counter.taps = 0;
			addEventListener("pointerdown", (event) => (counter.taps += event.isTrusted ? 1 : 0), true);
		});
	}
	/** @returns {Promise<number>} */
	taps() {
		return this.page.evaluate(() => /** @type {any} */ (self).taps);
	}

	/** What was copied. The app's own pages may not read the clipboard, so a page without its policy does. */
	async clipboard() {
		const page = await this.context.newPage();
		await page.goto(`${this.url}/_matrix/client/versions`);
		await page.bringToFront();
		const text = await page.evaluate(() => navigator.clipboard.readText());
		await page.close();
		return text;
	}

	/** As if the network went away, or came back. @param {boolean} gone */
	async offline(gone) {
		await this.context.setOffline(gone);
	}

	// What must hold.

	/** No serious accessibility violation on this screen. @param {string} screen what is shown, for the message */
	async axe(screen) {
		const found = await violations(this.page);
		if (process.env.E2E_PICTURES) await this.picture(`${this.name}-${screen.replaceAll(/\s+/g, "-")}`);
		assert.deepEqual(found, [], `axe on ${screen} (${this.name}):\n${found.join("\n")}`);
	}

	/** Nothing is wider than the window: a phone must not scroll sideways. @param {string} screen */
	async fits(screen) {
		const [wide, window] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
		assert.ok(wide <= window, `${screen} is ${wide} pixels wide in a window of ${window}`);
	}

	/** A picture of the page into `target/e2e`. @param {string} name */
	async picture(name) {
		await mkdir(remains, { recursive: true });
		const path = `${remains}/${name}.png`;
		await this.page.screenshot({ path });
		return path;
	}

	/** Learns the account from what the server answers at the door. @param {import("playwright-core").Response} answer */
	async #learn(answer) {
		if (!answer.ok() || !/\/v3\/(register|login)$/.test(answer.url())) return;
		if (answer.request().method() !== "POST") return;
		const made = await answer.json().catch(() => null);
		if (made?.access_token)
			this.#account = { userId: made.user_id, deviceId: made.device_id, token: made.access_token };
	}
}
