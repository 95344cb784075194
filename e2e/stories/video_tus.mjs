// The field's own uploader: tus-js-client sends a film, is cut off, goes on where it was, and takes back what it sent.
import assert from "node:assert/strict";
import { Upload } from "tus-js-client";
import { film } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

const chunkSize = 64 * 1024;

/** @typedef {import("../lib/server.mjs").Server} Server */

/**
 * An upload by tus-js-client, and how it ended.
 * @param {Server} server @param {string} token @param {Buffer} buffer
 * @param {Partial<import("tus-js-client").UploadOptions>} [options]
 */
function uploading(server, token, buffer, options = {}) {
	/** @type {number[]} */
	const accepted = [];
	/** @type {Upload | undefined} */
	let upload;
	const ended = new Promise((resolve, reject) => {
		upload = new Upload(buffer, {
			endpoint: `${server.url}/_causeway/v1/uploads`,
			headers: { authorization: `Bearer ${token}` },
			metadata: { filename: "film.mp4", filetype: "video/mp4" },
			chunkSize,
			retryDelays: [0, 100, 200],
			onChunkComplete: (_, sofar) => void accepted.push(sofar),
			onSuccess: resolve,
			onError: reject,
			...options,
		});
		upload.start();
	});
	return { upload: /** @type {Upload} */ (/** @type {unknown} */ (upload)), ended, accepted };
}

/** Where the server says that an upload is; the status when it is nowhere. @param {string} url @param {string} token */
async function offset(url, token) {
	const headers = { authorization: `Bearer ${token}`, "tus-resumable": "1.0.0" };
	const answer = await fetch(url, { method: "HEAD", headers });
	return answer.ok ? Number(answer.headers.get("upload-offset")) : answer.status;
}

story(
	"tus-js-client uploads a film in parts, goes on after a cut, and takes one back",
	async ({ server }) => {
		const { token } = await server.matrix.register("tus");
		const { buffer } = await film("bars", { seconds: 2, bitrate: "2M" });
		assert.ok(buffer.length > 4 * chunkSize, "several parts");

		// Cut off after two parts, as when a phone goes under ground; another client goes on with the address alone.
		const cut = uploading(server, token, buffer, {
			onChunkComplete: (_, sofar) => {
				if (sofar >= 2 * chunkSize) cut.upload.abort();
			},
		});
		while (!cut.upload.url || (await offset(cut.upload.url, token)) < 2 * chunkSize)
			await new Promise((resolve) => setTimeout(resolve, 20));
		const { url } = cut.upload;
		const rest = uploading(server, token, buffer, { uploadUrl: url });
		await rest.ended;
		// A third part may have been on its way already.
		assert.ok(Number(rest.accepted[0]) > 2 * chunkSize, "it goes on where the other ended");
		assert.equal(await offset(url, token), buffer.length);
		const body = { upload: url, caption: "by tus-js-client" };
		const { id } = await server.matrix.request("POST", "/_causeway/v1/videos", { token, body });
		assert.ok(id);

		// Somebody else's token finds nothing there.
		const other = await server.matrix.register("other");
		const begun = uploading(server, token, buffer, { onChunkComplete: () => void begun.upload.abort() });
		while (!begun.upload.url || (await offset(begun.upload.url, token)) === 0)
			await new Promise((resolve) => setTimeout(resolve, 20));
		assert.equal(await offset(begun.upload.url, other.token), 404);
		await assert.rejects(
			uploading(server, other.token, buffer, { uploadUrl: begun.upload.url, endpoint: null }).ended,
		);
		await begun.upload.abort(true);
		assert.equal(await offset(begun.upload.url, token), 404, "what was taken back is gone");
	},
);
