// Captures every screen for a person to look through: phone and desktop, light and dark, English and Chinese, into
// e2e/screens/; and the few pictures that README shows, into docs/pictures/. `make screens`; words pick screens by name.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { launch } from "./lib/browser.mjs";
import { demoPassword, enliven } from "./lib/lively.mjs";
import { contextOptions, Person } from "./lib/person.mjs";
import { mustExist, root } from "./lib/places.mjs";
import { Server } from "./lib/server.mjs";

const out = `${root}e2e/screens`;
const pictures = `${root}docs/pictures`;
const wanted = process.argv.slice(2);

/** What README shows, by the file name of the screen. @type {Record<string, string>} */
const shown = {
	"phone-en-light-chats": "chats",
	"phone-en-light-group-newest": "chat",
	"phone-zh-dark-group-newest": "chat-zh-dark",
	"desktop-en-light-group-newest": "desktop",
	"desktop-en-dark-group-newest": "desktop-dark",
	"phone-en-light-video-playing": "video",
	"phone-en-light-app-shop": "mini-app",
	"phone-zh-dark-discover": "discover-zh-dark",
};

/** @typedef {{harbour: string, endurance: string}} Rooms */
/** @typedef {[name: string, go: (person: Person, rooms: Rooms) => Promise<unknown>]} Screen */

const at = (/** @type {string} */ path) => (/** @type {Person} */ person) => go(person, path);
const chat = (/** @type {string} */ room, more = "") => `/chat/${encodeURIComponent(room)}${more}`;

/** Before somebody is signed in. @type {Screen[]} */
const door = [
	["door-join", (person) => person.open("/")],
	["door-sign-in", (person) => person.open("/sign-in")],
	[
		"door-wrong-password",
		async (person) => {
			await person.fillDoor("/sign-in", "not the password");
			await person.button("accounts.signIn").click();
			await person.page.getByText(person.t("accounts.problem.wrong")).waitFor();
		},
	],
	["door-not-found", (person) => person.open("/join/not-a-token")],
];

/** Of an account that is a minute old. @type {Screen[]} */
const fresh = [
	[
		"first-key",
		async (person) => {
			await person.fillDoor("/");
			await person.button("accounts.create").click();
			await person.page.locator("output:not([data-loading])").first().waitFor();
		},
	],
	["empty-chats", (person) => person.keepKey()],
	["empty-contacts", at("/contacts")],
	["empty-search", at("/search")],
];

/** Of Mei, who has been here for a while. @type {Screen[]} */
const inside = [
	["chats", at("/chat")],
	["group", (person, { harbour }) => go(person, chat(harbour))],
	["group-newest", (person, { harbour }) => newest(person, harbour)],
	["group-details", (person, { harbour }) => go(person, chat(harbour, "/info"))],
	["group-people", (person, { harbour }) => go(person, chat(harbour, "/info/people"))],
	["group-invite", (person, { harbour }) => go(person, chat(harbour, "/info/invite"))],
	["group-link", (person, { harbour }) => go(person, chat(harbour, "/info/link"))],
	["group-manage", (person, { harbour }) => go(person, chat(harbour, "/info/manage"))],
	["group-edit", (person, { harbour }) => go(person, chat(harbour, "/info/edit"))],
	["group-media", (person, { harbour }) => go(person, chat(harbour, "/info/media"))],
	["long-chat", (person, { endurance }) => go(person, chat(endurance))],
	["long-details", (person, { endurance }) => go(person, chat(endurance, "/info"))],
	["error-no-chat", at("/chat/!nowhere:localhost")],
	["contacts", at("/contacts")],
	["contacts-new", at("/contacts/new")],
	["contacts-new-group", at("/contacts/new-group")],
	["contacts-add", at("/contacts/add")],
	["contacts-code", at("/contacts/code")],
	["contacts-invite", at("/contacts/invite")],
	["contacts-person", at("/contacts/@tom:localhost:8008")],
	["discover", at("/discover")],
	["discover-found", (person) => seek(person, "chess")],
	["discover-entry", (person) => entry(person, "Harbour Clinic")],
	["app-shop", (person, { harbour }) => openApp(person, harbour, 0)],
	["app-calendar", (person, { harbour }) => openApp(person, harbour, 1)],
	["apps", at("/apps")],
	["video", at("/video")],
	["video-playing", (person) => playing(person)],
	["video-comments", (person) => comments(person)],
	["video-new", at("/video/new")],
	["video-search", at("/video/search")],
	["video-notifications", at("/video/notifications")],
	["video-person", at("/video/people/@ana:localhost:8008")],
	["video-feed", at("/video/feed")],
	["video-numbers", at("/video/numbers")],
	["search", at("/search")],
	["search-results", (person) => search(person, "lighthouse")],
	["search-nothing", (person) => search(person, "zyzzyva")],
	["me", at("/me")],
	...[
		"profile",
		"appearance",
		"notifications",
		"privacy",
		"encryption",
		"devices",
		"chats",
		"account",
		"about",
	].map((page) => /** @type {Screen} */ ([`me-${page}`, at(`/me/${page}`)])),
	["me-search", at("/search/settings")],
	["admin", at("/admin")],
	...["people", "rooms", "tokens", "reports", "videos", "feed", "directory", "storage", "acts"].map(
		(page) => /** @type {Screen} */ ([`admin-${page}`, at(`/admin/${page}`)]),
	),
	[
		"offline",
		async (person) => {
			await go(person, "/chat");
			await person.offline(true);
			await person.page.waitForTimeout(1500);
		},
	],
];

/** The end of a chat, and on a desktop what is known of it beside. @param {Person} person @param {string} room */
async function newest(person, room) {
	await go(person, chat(room));
	const jump = person.page.getByRole("button", { name: /^(Go to|跳到)/ });
	await jump
		.first()
		.click({ timeout: 3_000 })
		.catch(() => undefined);
	await person.page.waitForTimeout(1500);
	if ((person.page.viewportSize()?.width ?? 0) > 900) await go(person, chat(room, "/info"));
	await person.page.mouse.move(0, 0);
}

/** @param {Person} person @param {string} words */
async function seek(person, words) {
	await go(person, "/discover");
	await person.page.getByRole("searchbox").first().fill(words);
}

/** @param {Person} person @param {string} name */
async function entry(person, name) {
	await seek(person, name);
	await person.page
		.getByRole("button", { name: new RegExp(name) })
		.first()
		.click();
	await person.page.getByRole("dialog").waitFor();
}

/** A mini-app that stands open in a chat, by its place there. @param {Person} person @param {string} room @param {number} nth */
async function openApp(person, room, nth) {
	await newest(person, room);
	await person.page.getByTestId("app-card").nth(nth).click();
	await person.page.locator('iframe[data-state="running"]').waitFor();
	await person.page.waitForTimeout(1500);
}

/** @param {Person} person */
async function playing(person) {
	const { page } = person;
	await go(person, "/video");
	const skip = person.button("video.feed.skip");
	const video = page.locator("article[data-active]");
	await skip.or(video).first().waitFor();
	if (await skip.isVisible()) await skip.click();
	await video.waitFor();
	// With little motion, as pictures are taken, nothing runs by itself.
	await page.keyboard.press(" ");
	await page.waitForTimeout(1500);
}

/** @param {Person} person */
async function comments(person) {
	await playing(person);
	await person.page
		.locator("article[data-active]")
		.getByRole("button", { name: new RegExp(`^${person.t("video.comments")}`) })
		.click();
	await person.page.getByRole("dialog").waitFor();
}

/** @param {Person} person @param {string} words */
async function search(person, words) {
	await go(person, "/search");
	await person.page.getByRole("searchbox").first().fill(words);
}

/** Goes to a place without loading the app again. @param {Person} person @param {string} path */
async function go(person, path) {
	await person.page.evaluate((to) => {
		history.pushState(null, "", to);
		dispatchEvent(new PopStateEvent("popstate", { state: null }));
	}, path);
}

/** Requests of a page that are on their way, apart from the long wait for news. @param {import("playwright-core").Page} page */
function underWay(page) {
	const open = new Set();
	const ended = (/** @type {import("playwright-core").Request} */ request) => open.delete(request);
	page.on("request", (request) => !request.url().includes("/sync?") && open.add(request));
	page.on("requestfinished", ended);
	page.on("requestfailed", ended);
	return open;
}

/** @type {WeakMap<import("playwright-core").Page, Set<unknown>>} */
const traffic = new WeakMap();

/** Waits until nothing loads any more; a screen that never rests is captured as it is. @param {Person} person */
async function settle({ page }) {
	const drawn = () => {
		const pending = [...document.images].some((image) => !image.complete);
		return !pending && document.fonts.status === "loaded" && !document.querySelector('[aria-busy="true"]');
	};
	await page.waitForTimeout(300);
	for (let i = 0; i < 40 && traffic.get(page)?.size; i++) await page.waitForTimeout(100);
	await page.waitForTimeout(150);
	await page.waitForFunction(drawn, undefined, { timeout: 4000 }).catch(() => undefined);
}

/** @param {Person} person @param {Screen[]} screens @param {Rooms} rooms @param {string} size */
async function capture(person, screens, rooms, size) {
	for (const [name, show] of screens) {
		const captured = wanted.length === 0 || wanted.some((word) => name.includes(word));
		// The screens of a new account follow from each other.
		if (!captured && screens !== fresh) continue;
		try {
			await show(person, rooms);
		} catch (error) {
			console.error(
				`${name} (${size}, ${person.lang}): ${/** @type {Error} */ (error).message.split("\n")[0]}`,
			);
		}
		for (const theme of captured ? /** @type {const} */ (["light", "dark"]) : []) {
			await person.page.emulateMedia({ colorScheme: theme });
			await settle(person);
			const file = `${size}-${person.lang}-${theme}-${name}`;
			const png = await person.page.screenshot({ path: `${out}/${file}.png` });
			const picture = shown[file];
			if (picture) await writeFile(`${pictures}/${picture}.webp`, await webp(person.page, png));
		}
		await person.page.emulateMedia({ colorScheme: "light" });
		await person.offline(false);
	}
}

/** A smaller file of the same picture. @param {import("playwright-core").Page} page @param {Buffer} png */
async function webp(page, png) {
	const blank = await page.context().newPage();
	const base64 = await blank.evaluate(async (data) => {
		const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
		const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
		const canvas = new OffscreenCanvas(picture.width, picture.height);
		canvas.getContext("2d")?.drawImage(picture, 0, 0);
		const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.86 });
		let text = "";
		for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
		return btoa(text);
	}, png.toString("base64"));
	await blank.close();
	return Buffer.from(base64, "base64");
}

/** @param {import("playwright-core").Browser} browser @param {Server} server @param {string} name @param {"phone" | "desktop"} size @param {"en" | "zh"} lang */
async function enter(browser, server, name, size, lang) {
	const context = await browser.newContext(
		contextOptions({ size, lang, context: { deviceScaleFactor: size === "phone" ? 2 : 1 } }),
	);
	const page = await context.newPage();
	traffic.set(page, underWay(page));
	return new Person(server, context, page, { name, size, lang });
}

/** Mei has a recovery key, so that no banner asks her to make one. @param {Person} mei */
async function makeKey(mei) {
	await mei.button("trust.banner.makeKey").click();
	await mei.button("trust.key.copy").click();
	const key = await mei.page.getByRole("status", { name: mei.t("trust.key.key") }).textContent();
	await mei.button("trust.key.done").click();
	return key ?? "";
}

async function main() {
	mustExist();
	if (wanted.length === 0) await rm(out, { recursive: true, force: true });
	await mkdir(out, { recursive: true });
	await mkdir(pictures, { recursive: true });
	const server = await Server.start({ demo: true, videos: 12 });
	const browser = await launch();
	try {
		const blank = await browser.newPage();
		const rooms = await enliven(server, blank);
		await blank.close();
		let key = "";
		let number = 0;
		for (const size of /** @type {const} */ (["phone", "desktop"]))
			for (const lang of /** @type {const} */ (["en", "zh"])) {
				console.log(`${size}, ${lang}`);
				number += 1;
				const newcomer = await enter(browser, server, `new${number}`, size, lang);
				await capture(newcomer, door, rooms, size);
				await capture(newcomer, fresh, rooms, size);
				await newcomer.context.close();
				const mei = await enter(browser, server, "mei", size, lang);
				if (key) {
					await mei.signIn({ word: demoPassword, gate: "stay" });
					await capture(mei, [["confirm-device", async () => undefined]], rooms, size);
					await mei.confirmByKey(key);
					await mei.atHome();
				} else {
					await mei.signIn({ word: demoPassword });
					key = await makeKey(mei);
				}
				await capture(mei, inside, rooms, size);
				for (const what of new Set(mei.complaints)) console.error(`${size}, ${lang}: ${what}`);
				await mei.context.close();
			}
	} finally {
		await browser.close();
		await server.close();
	}
	console.log(`Look through ${out}`);
}

await main();
