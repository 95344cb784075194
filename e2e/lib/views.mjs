// Views that count: with tokens of somebody who signed in elsewhere (RFC 9474), as docs/developer/views.md has it.
import { randomBytes } from "node:crypto";
import { RSABSSA } from "../../web/node_modules/@cloudflare/blindrsa-ts/lib/src/index.js";

/** What an account gets a day. One younger than a day gets a tenth, its first device most of that: 28, more than the least number that is told. */
const perDay = 320;
const suite = RSABSSA.SHA384.PSS.Randomized();

/** Options of a server that counts views soon. */
export const viewsSoon = { args: ["--views-per-day", String(perDay), "--views-delay-s", "1"] };

/** @param {Uint8Array} bytes */
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** The newest key for signing, as soon as the server has made it. @param {import("./server.mjs").Server} server */
async function keyOf(server) {
	for (let tries = 0; tries < 200; tries++) {
		const { keys } = await server.matrix.request("GET", "/_causeway/v1/views/key");
		if (keys.length > 0) return keys.at(-1);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error("There is no key for views");
}

/**
 * Has views counted, with the tokens of one account.
 * @param {import("./server.mjs").Server} server @param {import("./matrix.mjs").Account} by @param {string} video
 * @param {readonly {watched: number, source: string}[]} views at most 28
 */
export async function viewed(server, by, video, views) {
	const { id, spki } = await keyOf(server);
	const hash = { name: "RSA-PSS", hash: "SHA-384" };
	const key = await crypto.subtle.importKey("spki", Buffer.from(spki, "base64"), hash, true, ["verify"]);
	/** @type {{view: {watched: number, source: string}, nonce: Uint8Array, prepared: Uint8Array, blindedMsg: Uint8Array, inv: Uint8Array}[]} */
	const made = [];
	for (const view of views) {
		const nonce = Uint8Array.from(randomBytes(32));
		const prepared = suite.prepare(nonce);
		made.push({ view, nonce, prepared, ...(await suite.blind(key, prepared)) });
	}
	// Always the whole allotment; the server cannot know that the rest is one message again and again.
	const blinded = Array.from({ length: perDay }, (_, at) =>
		base64((made[at] ?? made[0])?.blindedMsg ?? new Uint8Array()),
	);
	const { signatures } = await server.matrix.request("POST", "/_causeway/v1/views/tokens", {
		token: by.token,
		body: { key: id, blinded },
	});
	for (const [at, { view, nonce, prepared, inv }] of made.entries()) {
		const signature = await suite.finalize(key, prepared, Buffer.from(signatures[at], "base64"), inv);
		const prefix = prepared.subarray(0, prepared.length - nonce.length);
		await server.matrix.request("POST", "/_causeway/v1/views", {
			body: {
				key: id,
				nonce: base64(nonce),
				prefix: base64(prefix),
				signature: base64(signature),
				video,
				...view,
			},
		});
	}
}
