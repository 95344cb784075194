// Mini-apps that others wrote, as they come out of packages (apps/foreign/setup.sh), run unchanged: two people see what each
// other does in an encrypted chat, and it is still there after the page was loaded again.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { before } from "node:test";
import { root } from "../lib/places.mjs";
import { pair, pick, sendPreview } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";
import { packed } from "../lib/xdc.mjs";

const { story } = stage({ limitMs: 180_000 });

/** @typedef {import("../lib/person.mjs").Person} Person */

const cache = `${process.env.CAUSEWAY_CACHE ?? `${root}.cache`}/foreign-apps`;
before(() => void execFileSync(`${root}e2e/apps/foreign/setup.sh`, { stdio: "inherit" }));

/**
 * One sends it, both open it and use it, and leave it.
 * @param {Person} one @param {Person} other @param {string} file @param {string} name as the chat calls it
 * @param {Buffer} bytes @param {(mine: Frame, theirs: Frame) => Promise<void>} use
 */
async function together(one, other, file, name, bytes, use) {
	await pick(one, "media.attach.file", [{ name: file, mimeType: "", buffer: bytes }]);
	await sendPreview(one);
	const frame = async (/** @type {Person} */ { page }) => {
		await page.getByTestId("app-card").filter({ hasText: name }).click();
		return page.frameLocator(`iframe[title="${name}"]`);
	};
	await use(await frame(one), await frame(other));
	await one.picture(`foreign ${name}`);
	for (const who of [one, other]) {
		await who.button("ui.back").click();
		await who.composer.waitFor();
	}
}

/** @typedef {import("playwright-core").FrameLocator} Frame */

/** The example of webxdc's reference, as it stands there: the last one in HTML. */
function example() {
	const blocks = readFileSync(`${cache}/reference.md`, "utf8").matchAll(/```html\n(.*?)\n```/gs);
	const page = [...blocks].map(([, html]) => html).at(-1);
	if (!page?.includes("sendUpdate(")) throw new Error("the reference has no example any more");
	return packed({ "index.html": page });
}

story("three mini-apps that others wrote run unchanged, for two", async (cast) => {
	const { one, other } = await pair(cast, {}, { size: "desktop", lang: "zh", theme: "dark" });
	// What these apps do on their own pages is their affair.
	for (const who of [one, other]) who.allow(/Blocked autofocusing/);

	// The specification's own example has no manifest: its name is the file's.
	await together(one, other, "example.xdc", "example", example(), async (mine, theirs) => {
		await mine.locator("#input").fill("from one");
		await mine.getByRole("link", { name: "Send" }).click();
		await theirs.locator("#output").getByText("from one").waitFor();
		await theirs.locator("#input").fill("来自另一个");
		await theirs.getByRole("link", { name: "Send" }).click();
		for (const frame of [mine, theirs]) await frame.locator("#output").getByText("来自另一个").waitFor();
		await one.page.reload();
		await mine.locator("#output").getByText("from one").waitFor();
	});

	// A chat that was written for a bot.
	const chat = readFileSync(`${cache}/chat.xdc`);
	await together(one, other, "app.xdc", "Webxdc+Bot", chat, async (mine, theirs) => {
		await mine.getByPlaceholder("Message").fill("hello bot");
		await mine.getByRole("button", { name: "Send" }).click();
		const said = `${one.name}: hello bot`;
		for (const frame of [mine, theirs]) await frame.locator(".msg").getByText(said).waitFor();
		await theirs.getByText(`You are: ${other.name}`).waitFor();
		await theirs.getByPlaceholder("Message").fill("你好");
		await theirs.getByPlaceholder("Message").press("Enter");
		await mine.locator(".msg").getByText(`${other.name}: 你好`).waitFor();
		await other.page.reload();
		await theirs.locator(".msg").getByText(said).waitFor();
	});

	// A social network that keeps its posts in IndexedDB, and asks only for what it has not got.
	const social = readFileSync(`${cache}/pixelsocial.xdc`);
	await together(one, other, "pixelsocial.xdc", "PixelSocial", social, async (mine, theirs) => {
		await mine.getByText("No posts yet").waitFor();
		await mine.locator(".btn").nth(1).click();
		await mine.getByPlaceholder("What's on your mind?").fill("Hello town");
		await mine.getByRole("button", { name: "Post" }).click();
		await theirs.getByText("Hello town").waitFor();
		const likes = (/** @type {Frame} */ frame) => frame.locator(".btn").filter({ hasText: /^\d+$/ }).first();
		await likes(theirs).click();
		await likes(mine).getByText("1", { exact: true }).waitFor();
		await one.page.reload();
		await mine.getByText("Hello town").waitFor();
		await likes(mine).getByText("1", { exact: true }).waitFor();
	});
	await one.page.getByRole("link", { name: `${one.name} created a post`, exact: true }).waitFor();
});
