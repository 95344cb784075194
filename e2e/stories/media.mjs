// Pictures, files, voice notes, stickers, polls and places between two people; and files that mean no good.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { remains } from "../lib/places.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */
/** @typedef {{name: string, mimeType: string, buffer: Buffer}} Given */

/** What must not leave the device with a photo. */
const secret = "22.2819N 114.1580E, taken by Mei";

/**
 * Two people in an encrypted chat, both looking at it.
 * @param {import("../lib/stage.mjs").Cast} cast
 * @param {import("../lib/person.mjs").PersonOptions} [mine] @param {import("../lib/person.mjs").PersonOptions} [theirs]
 */
async function pair({ server, person }, mine = {}, theirs = { size: "desktop" }) {
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
async function drawn(by, name, { width = 640, height = 480, type = "image/jpeg", colour = "#17a" } = {}) {
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

/** The same JPEG as a phone writes it: with a comment that tells where and by whom. @param {Given} picture @returns {Given} */
function tellingTales(picture) {
	const words = Buffer.from(`Exif\0\0${secret}`);
	const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, words.length + 2]), words]);
	return {
		...picture,
		buffer: Buffer.concat([picture.buffer.subarray(0, 2), segment, picture.buffer.subarray(2)]),
	};
}

/** Picks files by the plus menu; they stand in the preview then. @param {Person} by @param {string} entry @param {Given[]} files */
async function pick(by, entry, files) {
	await by.button("chat.attach").click();
	const chooser = by.page.waitForEvent("filechooser");
	await by.page.getByRole("menuitem", { name: by.t(entry) }).click();
	await (await chooser).setFiles(files);
	await by.page.getByRole("dialog").waitFor();
}

/** Sends what stands in the preview. @param {Person} by */
async function sendPreview(by) {
	const preview = by.page.getByRole("dialog");
	await preview.getByRole("button", { name: by.t("media.preview.send"), exact: true }).click();
	await preview.waitFor({ state: "detached" });
}

/** @param {Person} by @param {string} name */
const picture = (by, name) => by.button("media.openPicture", { name });

/** Waits until a picture has come and is one. @param {import("playwright-core").Locator} button */
async function isSeen(button) {
	await button.locator("img").waitFor();
	const wide = await button.locator("img").evaluate(async (/** @type {HTMLImageElement} */ image) => {
		await image.decode();
		return image.naturalWidth;
	});
	assert.ok(wide > 0, "the picture is empty");
}

/** The addresses of all files that a person uploads from now on. @param {Person} by @returns {string[]} */
function uploads(by) {
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
async function onServer(by, mxc) {
	const answer = await fetch(`${by.url}/_matrix/client/v1/media/download/${mxc.slice("mxc://".length)}`, {
		headers: { Authorization: `Bearer ${by.account.token}` },
	});
	assert.equal(answer.status, 200);
	return Buffer.from(await answer.arrayBuffer());
}

/** Presses a button and returns what was saved. @param {Person} by @param {import("playwright-core").Locator} button */
async function saved(by, button) {
	const download = by.page.waitForEvent("download");
	await button.click();
	const file = await download;
	return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

story(
	"a photo goes to the other encrypted, with a caption, without the place where it was taken",
	async (cast) => {
		const { one, other } = await pair(cast);
		const addresses = uploads(one);
		const photo = tellingTales(await drawn(one, "sea.jpg", { width: 1600, height: 1200 }));
		assert.ok(photo.buffer.includes(secret));
		await pick(one, "media.attach.photo", [photo]);
		await one.field("media.preview.captionOf", { name: "sea.jpg" }).fill("At the sea");
		await one.axe("the preview");
		await one.fits("the preview");
		await sendPreview(one);

		const seen = picture(other, "At the sea");
		await isSeen(seen);
		await other.sees("At the sea");
		await other.axe("a chat with a picture");
		assert.ok(addresses.length > 0);
		for (const address of addresses) {
			const bytes = await onServer(one, address);
			assert.notEqual(bytes.readUInt16BE(0), 0xffd8, "the server holds a JPEG");
			assert.ok(!bytes.includes(secret) && !bytes.includes("JFIF"), "the server can read the photo");
		}

		await seen.click();
		const viewer = other.page.getByRole("dialog", { name: other.t("media.viewer") });
		await viewer.getByRole("img", { name: "At the sea" }).waitFor();
		await other.axe("the viewer");
		const file = await saved(other, viewer.getByRole("button", { name: other.t("media.save"), exact: true }));
		assert.equal(file.name, "sea.jpg");
		assert.equal(file.bytes.readUInt16BE(0), 0xffd8, "what is saved is a JPEG");
		assert.ok(!file.bytes.includes(secret), "the photo tells where it was taken");
		await other.page.keyboard.press("Escape");
		await viewer.waitFor({ state: "detached" });
	},
);

story("sent as a file, a photo stays as it is", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" });
	const photo = tellingTales(await drawn(one, "raw.jpg"));
	await pick(one, "media.attach.photo", [photo]);
	await one.page.getByText(one.t("media.preview.asFiles"), { exact: true }).click();
	await sendPreview(one);
	const file = await saved(other, other.button("media.saveFile", { name: "raw.jpg" }));
	assert.ok(file.bytes.equals(photo.buffer));
	// Long enough to come in parts.
	const long = { name: "long.bin", mimeType: "application/octet-stream", buffer: randomBytes(3_000_000) };
	await pick(one, "media.attach.file", [long]);
	await sendPreview(one);
	const longFile = await saved(other, other.button("media.saveFile", { name: "long.bin" }));
	assert.ok(longFile.bytes.equals(long.buffer));
});

story(
	"several photos are one album; the viewer goes through them, and each has its own menu",
	async (cast) => {
		const { one, other } = await pair(cast);
		const colours = ["#a17", "#1a7", "#71a"];
		const photos = await Promise.all(colours.map((colour, i) => drawn(one, `p${i + 1}.jpg`, { colour })));
		await pick(one, "media.attach.photo", photos);
		await one.button("media.preview.down").first().click();
		await sendPreview(one);

		const album = other.page.getByRole("article").filter({ has: picture(other, "p3.jpg") });
		for (const name of ["p1.jpg", "p2.jpg", "p3.jpg"])
			await isSeen(album.getByRole("button", { name: other.t("media.openPicture", { name }) }));
		await other.axe("an album");
		// The first was moved behind the second before they were sent.
		await picture(other, "p2.jpg").click();
		const viewer = other.page.getByRole("dialog", { name: other.t("media.viewer") });
		const shown = viewer.getByRole("img", { name: "p2.jpg" });
		await shown.waitFor();
		const wide = async () => (await shown.boundingBox())?.width ?? 0;
		const before = await wide();
		await shown.hover();
		await other.page.mouse.wheel(0, -300);
		await other.page.waitForFunction(() =>
			/scale\((?!1\))/.test(
				document.querySelector("[role=dialog] img")?.parentElement?.style.transform ?? "",
			),
		);
		assert.ok((await wide()) > before * 1.5, "the wheel does not enlarge");
		await shown.dblclick();
		// It glides back.
		const deadline = Date.now() + 5_000;
		while (Math.abs((await wide()) - before) >= 2) {
			assert.ok(Date.now() < deadline, "a double click does not bring it back");
			await other.page.waitForTimeout(50);
		}
		await other.page.keyboard.press("ArrowRight");
		await viewer.getByRole("img", { name: "p1.jpg" }).waitFor();
		await other.page.keyboard.press("ArrowRight");
		await viewer.getByRole("img", { name: "p3.jpg" }).waitFor();
		await other.page.keyboard.press("ArrowLeft");
		await viewer.getByRole("img", { name: "p1.jpg" }).waitFor();
		await other.page.keyboard.press("Escape");
	},
);

story("pasted and dropped files are shown before they are sent", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" });
	const bytes = [...(await drawn(one, "pasted.png", { type: "image/png" })).buffer];
	await one.composer.evaluate((field, data) => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([Uint8Array.from(data)], "pasted.png", { type: "image/png" }));
		field.dispatchEvent(
			new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }),
		);
	}, bytes);
	await one.page.getByRole("dialog").waitFor();
	await sendPreview(one);
	await isSeen(picture(other, "pasted.png"));

	await one.page.getByTestId("timeline").evaluate((timeline) => {
		const transfer = new DataTransfer();
		transfer.items.add(new File(["minutes of the meeting"], "minutes.txt", { type: "text/plain" }));
		for (const type of ["dragenter", "dragover", "drop"])
			timeline.dispatchEvent(
				new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
			);
	});
	await one.page.getByRole("dialog").waitFor();
	await sendPreview(one);
	const file = await saved(other, other.button("media.saveFile", { name: "minutes.txt" }));
	assert.equal(file.bytes.toString(), "minutes of the meeting");
});

story("a photo that could not be uploaded goes after a reload", async (cast) => {
	const { one, other } = await pair(cast);
	const photo = await drawn(one, "later.jpg");
	await one.page.route("**/upload*", (route) => route.abort());
	await pick(one, "media.attach.photo", [photo]);
	await sendPreview(one);
	await one.page.getByRole("progressbar", { name: one.t("media.uploading") }).waitFor();
	await one.page.unroute("**/upload*");
	await one.page.reload();
	await isSeen(picture(other, "later.jpg"));
	await isSeen(picture(one, "later.jpg"));
});

story("a voice note is recorded, heard before it is sent, and heard by the other", async (cast) => {
	const { one, other } = await pair(cast);
	await one.button("media.voice.record").click();
	const bar = one.page.getByRole("group", { name: one.t("media.voice.recording") });
	await bar.getByRole("timer").filter({ hasText: "0:02" }).waitFor();
	await one.axe("recording");
	await bar.getByRole("button", { name: one.t("media.voice.stop") }).click();
	await bar.getByRole("button", { name: one.t("media.voice.listen") }).waitFor();
	await bar.getByRole("button", { name: one.t("media.voice.send") }).click();

	await other.button("media.play").click();
	await other.button("media.pause").waitFor();
	await other.button("media.speed", { rate: 1 }).click();
	await other.button("media.speed", { rate: 1.5 }).waitFor();
	await other.button("media.play").waitFor();
	await other.axe("a voice note");
});

story("a file is saved under a name that hides nothing, and is never shown in our origin", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" });
	const page = "<script>document.title = 'owned'</script>";
	const evil = { name: "holiday\u202Egnp.html", mimeType: "image/png", buffer: Buffer.from(page) };
	await pick(one, "media.attach.file", [evil]);
	await sendPreview(one);
	const file = await saved(other, other.button("media.saveFile", { name: "holidaygnp.html" }));
	assert.equal(file.name, "holidaygnp.html");
	assert.equal(file.bytes.toString(), page);
	assert.notEqual(await other.page.title(), "owned");
});

story("pictures that mean no good are told in words, and nothing is drawn", async ({ server, person }) => {
	const mei = await person({ size: "desktop" });
	await mei.signUp();
	const roomId = await server.matrix.createRoom(mei.account, { name: "Open", preset: "public_chat" });
	/** @param {Buffer} bytes @param {string} type @param {string} name */
	const offer = async (bytes, type, name) => {
		const url = await server.matrix.upload(mei.account, bytes, type);
		const info = { mimetype: type, w: 300, h: 200 };
		await server.matrix.send(mei.account, roomId, { msgtype: "m.image", body: name, url, info });
	};
	// A server that makes no thumbnail of it gives the bytes themselves, or none: both are refused.
	mei.allow(/status (4|5)\d\d/);
	const bomb = Buffer.concat([
		Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
		Buffer.from([0, 0, 0, 13]),
		Buffer.from("IHDR"),
		Buffer.from([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 6, 0, 0, 0, 0, 0, 0, 0]),
	]);
	await offer(
		Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
		"image/svg+xml",
		"a.svg",
	);
	await offer(bomb, "image/gif", "bomb.gif");
	await server.matrix.send(mei.account, roomId, {
		msgtype: "m.image",
		body: "gone.gif",
		url: `mxc://${mei.account.userId.split(":").slice(1).join(":")}/thisdoesnotexist`,
		info: { mimetype: "image/gif" },
	});
	await server.matrix.send(mei.account, roomId, {
		msgtype: "m.image",
		body: "x",
		url: "https://evil.example/x.png",
	});
	await mei.openChat("Open");
	const failures = mei.page
		.getByRole("log")
		.getByText(
			new RegExp(
				["media.failure.gone", "media.failure.type", "media.failure.huge", "media.failure.network"]
					.map((id) => mei.t(id).replaceAll(".", "\\."))
					.join("|"),
			),
		);
	await failures.nth(3).waitFor();
	await mei.page.getByText(mei.t("media.failure.huge")).waitFor();
	assert.equal(await mei.page.getByRole("log").locator("article img").count(), 0);
	await mei.axe("pictures that cannot be shown");
});

story("stickers are made from own pictures, sent encrypted, and taken over by the other", async (cast) => {
	const { one, other } = await pair(cast);
	const addresses = uploads(one);
	const cat = await drawn(one, "cat.png", { type: "image/png", width: 900, height: 600, colour: "#fc6" });
	const none = { name: "evil.png", mimeType: "image/png", buffer: Buffer.from("<svg onload=alert(1)>") };
	await one.button("chat.attach").click();
	await one.page.getByRole("menuitem", { name: one.t("media.attach.sticker") }).click();
	await one.button("media.stickers.make").click();
	await one.page.getByTestId("sticker-pictures").setInputFiles([cat, none]);
	await one.field("media.stickers.name").fill("Hello cat");
	await one.page.getByText("1 picture could not be used.").waitFor();
	await one.axe("the sticker editor");
	await one.button("media.stickers.done").click();
	const inPack = addresses.length;
	await one.button("media.stickers.send", { name: "Hello cat" }).click();

	const sticker = other.button("media.stickers.open", { name: "Hello cat" });
	await isSeen(sticker);
	assert.equal(addresses.length, inPack + 1, "the server sees which sticker was sent");
	assert.notEqual((await onServer(one, String(addresses.at(-1)))).toString("latin1", 0, 4), "RIFF");
	await sticker.click();
	await other.button("media.stickers.addToMine").click();
	await other.page.getByText(other.t("media.stickers.added")).waitFor();
	await other.button("chat.attach").click();
	await other.page.getByRole("menuitem", { name: other.t("media.attach.sticker") }).click();
	await other.button("media.stickers.send", { name: "Hello cat" }).waitFor();
});

story("a poll is asked, answered, changed and ended", async (cast) => {
	const { one, other } = await pair(cast, {}, { size: "desktop", lang: "zh", theme: "dark" });
	await one.button("chat.attach").click();
	await one.page.getByRole("menuitem", { name: one.t("media.attach.poll") }).click();
	await one.field("media.poll.question").fill("Dinner?");
	await one.field("media.poll.answerNumber", { number: 1 }).fill("Noodles");
	await one.field("media.poll.answerNumber", { number: 2 }).fill("Rice");
	await one.axe("a new poll");
	await one.button("media.poll.send").click();

	/** @param {Person} by @param {string} answer @param {number} count */
	const option = (by, answer, count) =>
		by.page.getByRole("button", { name: new RegExp(`^${answer}(, |，)${count} `) });
	await option(other, "Rice", 0).click();
	await option(one, "Rice", 1).waitFor();
	await option(one, "Noodles", 0).click();
	await option(other, "Noodles", 1).click();
	await option(one, "Noodles", 2).waitFor();
	await option(one, "Rice", 0).waitFor();
	await other.axe("a poll");
	await one.button("media.poll.end").click();
	await one.page
		.getByRole("alertdialog")
		.getByRole("button", { name: one.t("media.poll.end") })
		.click();
	await other.page.getByText(other.t("media.poll.ended")).waitFor();
	assert.ok(await option(other, "Noodles", 2).isDisabled());
});

story("a place is sent once it was asked for, as a card that calls no map", async (cast) => {
	const here = { latitude: 22.2819, longitude: 114.158, accuracy: 20 };
	const { one, other } = await pair(cast, { context: { geolocation: here, permissions: ["geolocation"] } });
	await one.button("chat.attach").click();
	await one.page.getByRole("menuitem", { name: one.t("media.attach.location") }).click();
	await one.button("media.location.mine").click();
	await one.page.getByText("22.28190° N, 114.15800° E").waitFor();
	await one.field("media.location.description").fill("Pier 4");
	await one.axe("sending a place");
	await one.button("media.location.send").click();
	await other.sees("Pier 4");
	const link = other.page.getByRole("link", { name: other.t("media.location.open") });
	assert.match(
		String(await link.getAttribute("href")),
		/^https:\/\/www\.openstreetmap\.org\/\?mlat=22\.2819&/,
	);
	assert.match(String(await link.getAttribute("rel")), /noopener/);
});

story("the details of a chat show its pictures, files and links", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" });
	await pick(one, "media.attach.photo", [await drawn(one, "sea.jpg")]);
	await sendPreview(one);
	await pick(one, "media.attach.file", [
		{ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("plan") },
	]);
	await sendPreview(one);
	await one.send("Look: https://noodles.example/menu.");
	await other.sees("noodles.example");
	await other.page.goto(`${other.page.url().split("?")[0]}/info/media`);
	await isSeen(picture(other, "sea.jpg").last());
	await other.axe("pictures of a chat");
	await other.page.getByRole("tab", { name: other.t("media.history.files") }).click();
	await other.button("media.saveFile", { name: "plan.txt" }).last().waitFor();
	await other.page.getByRole("tab", { name: other.t("media.history.links") }).click();
	const link = other.page.getByRole("tabpanel").getByRole("link", { name: /noodles\.example/ });
	assert.equal(await link.getAttribute("href"), "https://noodles.example/menu");
});

/** A film of a second and a half. @param {Person} by @param {string} name @returns {Promise<Given>} */
async function filmed(by, name) {
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

story("a film is sent with its poster and plays where it stands", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" });
	await pick(one, "media.attach.photo", [await filmed(one, "dance.webm")]);
	await sendPreview(one);
	const film = other.button("media.playFilm", { name: "dance.webm" });
	await film.waitFor();
	const bubble = other.page.getByRole("article").filter({ has: film });
	await bubble.locator("img").waitFor();
	await other.axe("a film");
	await film.click();
	await other.page.waitForFunction(() => {
		const video = document.querySelector("video");
		return video !== null && video.videoWidth === 320;
	});
});

story(
	"a film of an open room is asked for part by part, and not loaded before it plays",
	async ({ server, person }) => {
		const one = await person({ size: "desktop" });
		await one.signUp();
		const roomId = await server.matrix.createRoom(one.account, { name: "Open", preset: "public_chat" });
		const { buffer } = await filmed(one, "dance.webm");
		const url = await server.matrix.upload(one.account, buffer, "video/webm");
		const info = { mimetype: "video/webm", w: 320, h: 240, size: buffer.length };
		await server.matrix.send(one.account, roomId, { msgtype: "m.video", body: "dance.webm", url, info });
		await one.page.evaluate(async () => {
			const { serviceWorker } = navigator;
			if (!serviceWorker.controller)
				await new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve));
		});
		await one.openChat("Open");
		one.allow(/401/);
		const part = one.page.waitForResponse((answer) => answer.url().includes("/media/download/"));
		await one.button("media.playFilm", { name: "dance.webm" }).click();
		const answer = await part;
		assert.equal(answer.status(), 206);
		assert.match(String(answer.headers()["content-range"]), new RegExp(`^bytes 0-.*/${buffer.length}$`));
		const video = one.page.locator("video");
		assert.match(String(await video.getAttribute("src")), /^\/_matrix\/client\/v1\/media\/download\//);
		await one.page.waitForFunction(() => document.querySelector("video")?.videoWidth === 320);
		// The token is added to what a player asks for alone.
		const bare = await video.evaluate(async (/** @type {HTMLVideoElement} */ { src }) => {
			const asked = await fetch(src, { cache: "no-store" });
			return asked.status;
		});
		assert.equal(bare, 401);
	},
);

story("a picture in the viewer is put away by going back, and sent on to another chat", async (cast) => {
	const { one, other } = await pair(cast);
	const roomId = await cast.server.matrix.createRoom(one.account, { name: "Family" });
	await pick(one, "media.attach.photo", [await drawn(one, "sea.jpg")]);
	await sendPreview(one);
	await picture(one, "sea.jpg").click();
	const viewer = one.page.getByRole("dialog", { name: one.t("media.viewer") });
	await viewer.waitFor();
	await one.page.goBack();
	await viewer.waitFor({ state: "detached" });
	await one.composer.waitFor();
	await picture(one, "sea.jpg").click();
	await viewer.getByRole("button", { name: one.t("media.forward") }).click();
	await one.page.getByRole("dialog").getByText("Family").click();
	await one.page
		.getByRole("dialog")
		.getByRole("button", { name: /Forward|Send/ })
		.last()
		.click();
	await one.page.getByRole("dialog").waitFor({ state: "detached" });
	await one.page.goto(`${one.url}/chat/${encodeURIComponent(roomId)}`);
	await isSeen(picture(one, "sea.jpg"));
	assert.ok(other);
});

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

story("a GIF stands still for who asked for less motion, until it is pressed", async (cast) => {
	const { one, other } = await pair(cast);
	const dot = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
	await pick(one, "media.attach.photo", [
		{ name: "wave.gif", mimeType: "image/gif", buffer: Buffer.from(dot, "base64") },
	]);
	await sendPreview(one);
	const still = other.button("media.gif.play", { name: "wave.gif" });
	await still.locator("canvas").waitFor();
	await still.click();
	await isSeen(other.button("media.gif.stop", { name: "wave.gif" }));
});

story("a group has stickers for everybody in it", async ({ server, person }) => {
	const one = await person({ size: "desktop" });
	const other = await person();
	await one.signUp();
	await other.signUp();
	const third = await server.matrix.register("sticker-friend");
	const roomId = await server.matrix.createRoom(one.account, {
		name: "Family",
		preset: "private_chat",
		invite: [other.account.userId, third.userId],
	});
	await server.matrix.join(other.account, roomId);
	/** @param {Person} by @param {string} pack */
	const openPack = async (by, pack) => {
		await by.openChat("Family");
		await by.button("chat.attach").click();
		await by.page.getByRole("menuitem", { name: by.t("media.attach.sticker") }).click();
		await by.page.getByRole("tab", { name: pack }).click();
	};
	await openPack(one, one.t("media.stickers.groups"));
	await one.button("media.stickers.make").click();
	await one.field("media.stickers.packName").fill("Cats");
	await one.page
		.getByTestId("sticker-pictures")
		.setInputFiles([await drawn(one, "cat.png", { type: "image/png" })]);
	await one.field("media.stickers.name").waitFor();
	await one.button("media.stickers.done").click();
	await one.button("media.stickers.send", { name: "cat" }).waitFor();
	await one.page.keyboard.press("Escape");

	await openPack(other, "Cats");
	await other.axe("a group's stickers");
	await other.button("media.stickers.send", { name: "cat" }).click();
	await isSeen(one.button("media.stickers.open", { name: "cat" }));
});

story("a voice note is sent by letting go, and thrown away by a drag aside", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" });
	const { mouse } = one.page;
	const microphone = one.button("media.voice.record");
	const hold = async () => {
		await microphone.hover();
		await mouse.down();
		await one.page.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
	};
	await hold();
	const { x = 0, y = 0 } = (await microphone.boundingBox()) ?? {};
	await mouse.move(x - 150, y + 20, { steps: 4 });
	await one.page.getByRole("timer").waitFor({ state: "detached" });
	await mouse.up();
	await hold();
	await mouse.up();
	await other.button("media.play").waitFor();
	assert.equal(await other.button("media.play").count(), 1);
});

story("an upload that takes too long is stopped, and leaves nothing", async (cast) => {
	const { one } = await pair(cast);
	await one.page.route("**/upload*", () => undefined);
	await pick(one, "media.attach.photo", [await drawn(one, "slow.jpg")]);
	await sendPreview(one);
	await one.button("media.stopUpload").click();
	await one.button("media.stopUpload").waitFor({ state: "detached" });
	await one.page.reload();
	await one.composer.waitFor();
	assert.equal(await one.button("media.stopUpload").count(), 0);
});

story(
	"words overtake a film that is still being uploaded, which keeps its place and says how far it is",
	async (cast) => {
		const { one, other } = await pair(cast, { size: "desktop" });
		await one.send("before");
		const road = await one.context.newCDPSession(one.page);
		const speed = { offline: false, latency: 0, downloadThroughput: -1 };
		await road.send("Network.enable");
		await road.send("Network.emulateNetworkConditions", { ...speed, uploadThroughput: 300_000 });
		const long = { name: "long.bin", mimeType: "application/octet-stream", buffer: randomBytes(6_000_000) };
		await pick(one, "media.attach.file", [long]);
		await sendPreview(one);
		const card = one.message("long.bin");
		await card.getByText(/\d% · .* of 6 MB · \d+ sec left/).waitFor();
		await one.send("hello");
		await one.send("are you there?");
		await other.sees("are you there?");
		assert.equal(await other.message("long.bin").count(), 0);
		/** @param {Person} by */
		const order = async (by) =>
			(await by.page.getByRole("article").allTextContents())
				.map((text) => /before|long\.bin|hello|are you there/.exec(text)?.[0])
				.filter(Boolean);
		assert.deepEqual(await order(one), ["before", "long.bin", "hello", "are you there"]);
		await one.axe("an upload");

		await road.send("Network.emulateNetworkConditions", { ...speed, uploadThroughput: -1 });
		await other.button("media.saveFile", { name: "long.bin" }).waitFor();
		await one.button("media.saveFile", { name: "long.bin" }).waitFor();
		for (const by of [one, other])
			assert.deepEqual(await order(by), ["before", "hello", "are you there", "long.bin"]);
	},
);

story("a caption is written as a message is: with Markdown, people and emoji", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" }, { size: "phone", theme: "dark" });
	await pick(one, "media.attach.photo", [await drawn(one, "sea.jpg", { width: 1200, height: 800 })]);
	const caption = one.field("media.preview.captionOf", { name: "sea.jpg" });
	await caption.pressSequentially(`**Sunset** with @${other.name.slice(0, 3)}`);
	await one.page.getByRole("option", { name: other.name }).waitFor();
	await one.axe("a caption with suggestions");
	await caption.press("Enter");
	await caption.pressSequentially(":ferry");
	await one.page.getByRole("option").first().waitFor();
	// The list goes, the dialog stays.
	await caption.press("Escape");
	await one.page.getByRole("option").first().waitFor({ state: "detached" });
	await caption.press("Backspace");
	await one.page.getByRole("option").first().waitFor();
	await caption.press("Enter");
	await caption.press("Enter");
	await one.page.getByRole("dialog").waitFor({ state: "detached" });

	const bubble = other.message("Sunset");
	await bubble.locator(`[data-person="${other.account.userId}"]`).waitFor();
	assert.equal(await bubble.locator("strong").textContent(), "Sunset");
	assert.ok((await bubble.textContent())?.includes("⛴️"));
	await other.axe("a picture with a rich caption");
	await bubble
		.getByRole("button", { name: /Sunset/ })
		.first()
		.click();
	const viewer = other.page.getByRole("dialog", { name: other.t("media.viewer") });
	await viewer.getByText(/^Sunset with .*⛴️$/).waitFor();
});

story(
	"a text that no message holds is said to be too long, and goes as a file with one tap",
	async (cast) => {
		const { one, other } = await pair(cast, { size: "desktop" });
		const text = "A long letter, line by line.\n".repeat(3_500).trim();
		// As a paste does it: the keys one by one would take minutes.
		await one.page.evaluate((long) => navigator.clipboard.writeText(long), text);
		await one.composer.press("Control+v");
		await one.button("chat.send").click();
		const said = one.page.getByRole("alert").filter({ hasText: one.t("chat.tooLong") });
		await said.waitFor();
		await one.axe("a text that is too long");
		// Nothing of it is lost.
		assert.equal(await one.composer.inputValue(), text);
		await one.button("chat.tooLong.asFile").click();
		await said.waitFor({ state: "detached" });
		assert.equal(await one.composer.inputValue(), "");
		const file = await saved(other, other.button("media.saveFile", { name: one.t("chat.tooLong.fileName") }));
		assert.equal(file.bytes.toString(), text);
	},
);
