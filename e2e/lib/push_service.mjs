// A push service, and the browser behind it: what the server sends there is decrypted as a browser would (RFC 8291).
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { after } from "node:test";

/** A push service, and the browser behind it. */
export async function pushService() {
	/** @type {Buffer[]} */
	const bodies = [];
	const server = createServer((request, answer) => {
		/** @type {Buffer[]} */
		const parts = [];
		request.on("data", (part) => parts.push(part));
		request.on("end", () => {
			bodies.push(Buffer.concat(parts));
			answer.writeHead(201).end();
		});
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
	after(() => server.close());
	const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
	const browser = createECDH("prime256v1");
	browser.generateKeys();
	const auth = randomBytes(16);
	return {
		bodies,
		endpoint: `http://127.0.0.1:${port}/push/browser`,
		p256dh: browser.getPublicKey().toString("base64url"),
		auth: auth.toString("base64url"),
		/** RFC 8291 over RFC 8188, one record. @param {Buffer} body */
		read(body) {
			const salt = body.subarray(0, 16);
			const idLength = body.readUInt8(20);
			const sender = body.subarray(21, 21 + idLength);
			const sealed = body.subarray(21 + idLength);
			const shared = browser.computeSecret(sender);
			const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), sender]);
			const ikm = Buffer.from(hkdfSync("sha256", shared, auth, info, 32));
			const key = Buffer.from(hkdfSync("sha256", ikm, salt, "Content-Encoding: aes128gcm\0", 16));
			const nonce = Buffer.from(hkdfSync("sha256", ikm, salt, "Content-Encoding: nonce\0", 12));
			const open = createDecipheriv("aes-128-gcm", key, nonce);
			open.setAuthTag(sealed.subarray(-16));
			const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]);
			return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString());
		},
	};
}

/**
 * Has it ring for somebody. The same that matrix/push.ts sets: headless Chromium has no push service of its own.
 * @param {import("./server.mjs").Server} server @param {import("./person.mjs").Person} who
 * @param {Awaited<ReturnType<typeof pushService>>} service
 */
export const ring = (server, who, service) =>
	server.matrix.request("POST", "/pushers/set", {
		token: who.account.token,
		body: {
			app_id: "org.causeway.web",
			app_display_name: "Causeway",
			device_display_name: "Story",
			kind: "http",
			lang: "en",
			pushkey: service.p256dh,
			data: {
				url: `${server.url}/_matrix/push/v1/notify`,
				endpoint: service.endpoint,
				auth: service.auth,
				format: "event_id_only",
			},
		},
	});
