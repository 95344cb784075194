// The archive of a chat that a person keeps.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { remains } from "../lib/places.mjs";
import { drawn, pair, pick, saved, sendPreview } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** What a zip file holds, by name; its files stand in it uncompressed. @param {Buffer} zip @returns {Map<string, Buffer>} */
function unzipped(zip) {
	const files = new Map();
	const end = zip.lastIndexOf("PK\x05\x06");
	let at = zip.readUInt32LE(end + 16);
	for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
		const [size, nameLength, more, remark, from] = [
			zip.readUInt32LE(at + 20),
			zip.readUInt16LE(at + 28),
			zip.readUInt16LE(at + 30),
			zip.readUInt16LE(at + 32),
			zip.readUInt32LE(at + 42),
		];
		const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
		const begin = from + 30 + zip.readUInt16LE(from + 26) + zip.readUInt16LE(from + 28);
		files.set(name, zip.subarray(begin, begin + size));
		at += 46 + nameLength + more + remark;
	}
	return files;
}

story(
	"an archive of a chat opens without us: words as they are now, pictures, and nobody is asked",
	async (cast) => {
		const { one, other, roomId } = await pair(cast, { size: "desktop", lang: "zh", theme: "dark" });
		await one.send("Ferry at six");
		await one.sent("Ferry at six");
		await one.composer.press("ArrowUp");
		await one.composer.press("End");
		await one.composer.pressSequentially(" thirty");
		await one.composer.press("Enter");
		await other.sees("Ferry at six thirty");
		await other.send("已读 <script>alert(1)</script>");
		await pick(one, "media.attach.photo", [
			await drawn(one, "../码头 sea.jpg", { width: 1600, height: 1200 }),
		]);
		await sendPreview(one);
		await one.sees("已读");
		// What is still on its way is not in the chat yet.
		await other.page.locator("article img").last().waitFor();
		await one.open(`/chat/${encodeURIComponent(roomId)}/info`);
		await one.button("settings.export").click();
		await one.axe("saving a chat in the dark");
		const dialog = one.page.getByRole("dialog");
		const { bytes } = await saved(
			one,
			dialog.getByRole("button", { name: one.t("settings.save"), exact: true }),
		);
		const files = unzipped(bytes);
		assert.deepEqual([...files.keys()].sort(), ["files/码头 sea.jpg", "index.html", "messages.json"].sort());

		const folder = await mkdtemp(join(tmpdir(), "causeway-archive-"));
		const context = await one.context.browser()?.newContext({ viewport: { width: 390, height: 844 } });
		assert.ok(context);
		try {
			await mkdir(join(folder, "files"));
			for (const [name, content] of files) await writeFile(join(folder, name), content);
			const page = await context.newPage();
			/** @type {string[]} */
			const asked = [];
			page.on("request", (request) => asked.push(request.url()));
			await page.goto(pathToFileURL(join(folder, "index.html")).href);
			await page.getByText("Ferry at six thirty").waitFor();
			await page.getByText("已读 <script>alert(1)</script>").waitFor();
			await page.getByText("Causeway").waitFor();
			const wide = await page.locator("img").evaluate(async (/** @type {HTMLImageElement} */ image) => {
				image.loading = "eager";
				await image.decode();
				return image.naturalWidth;
			});
			assert.ok(wide >= 1200, `the picture is ${wide} pixels wide`);
			assert.equal(await page.locator("script").count(), 0);
			assert.equal(await page.locator("html").getAttribute("lang"), "zh-Hans");
			assert.ok(
				asked.every((url) => url.startsWith("file:")),
				asked.join(),
			);
			if (process.env.E2E_PICTURES) await page.screenshot({ path: `${remains}/archive.png` });
		} finally {
			await context.close();
			await rm(folder, { recursive: true, force: true });
		}
	},
);
