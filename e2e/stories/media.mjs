// Pictures, films and files between two people; and pictures that mean no good.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
	drawn,
	filmed,
	isSeen,
	onServer,
	pair,
	pick,
	picture,
	saved,
	sendPreview,
	uploads,
} from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {{name: string, mimeType: string, buffer: Buffer}} Given */

/** What must not leave the device with a photo. */
const secret = "22.2819N 114.1580E, taken by Mei";

/** The same JPEG as a phone writes it: with a comment that tells where and by whom. @param {Given} picture @returns {Given} */
function tellingTales(picture) {
	const words = Buffer.from(`Exif\0\0${secret}`);
	const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, words.length + 2]), words]);
	return {
		...picture,
		buffer: Buffer.concat([picture.buffer.subarray(0, 2), segment, picture.buffer.subarray(2)]),
	};
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
