// Two people in an encrypted chat, what they send each other, and how it is seen.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

/** @typedef {import("./person.mjs").Person} Person */
/** @typedef {{name: string, mimeType: string, buffer: Buffer}} Given */

/**
 * Two people in an encrypted chat, both looking at it.
 * @param {import("./stage.mjs").Cast} cast
 * @param {import("./person.mjs").PersonOptions} [mine] @param {import("./person.mjs").PersonOptions} [theirs]
 */
export async function pair({ server, person }, mine = {}, theirs = { size: "desktop" }) {
	const one = await person(mine);
	const other = await person(theirs);
	await one.signUp();
	await other.signUp();
	const roomId = await server.matrix.directChat(one.account, other.account.userId);
	await other.accept(one.name);
	await one.openChat(other.name);
	return { one, other, roomId };
}

/** A picture that the browser draws, so that it is a real one. @param {Person} by @param {string} name @param {{width?: number, height?: number, type?: string, colour?: string}} [how] @returns {Promise<Given>} */
export async function drawn(
	by,
	name,
	{ width = 640, height = 480, type = "image/jpeg", colour = "#17a" } = {},
) {
	const bytes = await by.page.evaluate(
		async ([w, h, wanted, fill]) => {
			const canvas = new OffscreenCanvas(Number(w), Number(h));
			const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
			context.fillStyle = String(fill);
			context.fillRect(0, 0, Number(w), Number(h));
			context.fillStyle = "#fffa";
			for (let i = 0; i < 30; i++) context.fillRect((i * 97) % Number(w), (i * 61) % Number(h), 60, 40);
			const blob = await canvas.convertToBlob({ type: String(wanted) });
			return [...new Uint8Array(await blob.arrayBuffer())];
		},
		[width, height, type, colour],
	);
	return { name, mimeType: type, buffer: Buffer.from(bytes) };
}

/** A film of a second and a half. @param {Person} by @param {string} name @returns {Promise<Given>} */
export async function filmed(by, name) {
	const bytes = await by.page.evaluate(async () => {
		const canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [320, 240];
		const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
		const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
		/** @type {Blob[]} */
		const parts = [];
		recorder.ondataavailable = ({ data }) => parts.push(data);
		const stopped = new Promise((resolve) => {
			recorder.onstop = resolve;
		});
		recorder.start();
		for (let i = 0; i < 30; i++) {
			context.fillStyle = `hsl(${i * 12} 70% 50%)`;
			context.fillRect(0, 0, 320, 240);
			await new Promise(requestAnimationFrame);
		}
		recorder.stop();
		await stopped;
		return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
	});
	return { name, mimeType: "video/webm", buffer: Buffer.from(bytes) };
}

/** Picks files by the plus menu; they stand in the preview then. @param {Person} by @param {string} entry @param {Given[]} files */
export async function pick(by, entry, files) {
	await by.button("chat.attach").click();
	const chooser = by.page.waitForEvent("filechooser");
	await by.page.getByRole("menuitem", { name: by.t(entry) }).click();
	await (await chooser).setFiles(files);
	await by.page.getByRole("dialog").waitFor();
}

/** Sends what stands in the preview. @param {Person} by */
export async function sendPreview(by) {
	const preview = by.page.getByRole("dialog");
	await preview.getByRole("button", { name: by.t("media.preview.send"), exact: true }).click();
	await preview.waitFor({ state: "detached" });
}

/** @param {Person} by @param {string} name */
export const picture = (by, name) => by.button("media.openPicture", { name });

/** Waits until a picture has come and is one. @param {import("playwright-core").Locator} button */
export async function isSeen(button) {
	await button.locator("img").waitFor();
	const wide = await button.locator("img").evaluate(async (/** @type {HTMLImageElement} */ image) => {
		await image.decode();
		return image.naturalWidth;
	});
	assert.ok(wide > 0, "the picture is empty");
}

/** The addresses of all files that a person uploads from now on. @param {Person} by @returns {string[]} */
export function uploads(by) {
	/** @type {string[]} */
	const addresses = [];
	by.context.on("response", async (answer) => {
		if (answer.request().method() !== "POST" || !answer.url().includes("/upload")) return;
		const kept = await answer.json().catch(() => ({}));
		if (kept.content_uri) addresses.push(kept.content_uri);
	});
	return addresses;
}

/** What the server holds of a file. @param {Person} by @param {string} mxc */
export async function onServer(by, mxc) {
	const answer = await fetch(`${by.url}/_matrix/client/v1/media/download/${mxc.slice("mxc://".length)}`, {
		headers: { Authorization: `Bearer ${by.account.token}` },
	});
	assert.equal(answer.status, 200);
	return Buffer.from(await answer.arrayBuffer());
}

/** Presses a button and returns what was saved. @param {Person} by @param {import("playwright-core").Locator} button */
export async function saved(by, button) {
	const download = by.page.waitForEvent("download");
	await button.click();
	const file = await download;
	return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}
