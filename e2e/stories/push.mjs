// Notifications: what the server sends to a push service is decrypted as a browser would; the page counts and names.
import assert from "node:assert/strict";
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { after } from "node:test";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ args: ["--egress-allow", "127.0.0.1/32"] });

/** A push service, and the browser behind it. */
async function pushService() {
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

/** @param {() => boolean} what */
async function until(what) {
	for (let tries = 0; tries < 200; tries++) {
		if (what()) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	assert.fail("it did not come");
}

story(
	"a message reaches the browser's push service, and only the browser can read what it says",
	async ({ server, person }) => {
		const service = await pushService();
		const ana = await person({ name: "ana", size: "desktop" });
		const tom = await person({ name: "tom" });
		await ana.signUp();
		await tom.signUp();
		const roomId = await server.matrix.directChat(ana.account, tom.account?.userId);
		await tom.accept("ana");
		// The same that matrix/push.ts sets: headless Chromium has no push service of its own.
		await server.matrix.request("POST", "/pushers/set", {
			token: tom.account?.token,
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
		await tom.open("/me");
		await tom.heading("settings.title").waitFor();
		await ana.openChat("tom");
		await ana.send("A secret for Tom");
		await until(() => service.bodies.length > 0);
		const [body] = service.bodies;
		assert.ok(body);
		const told = service.read(body);
		assert.equal(told.room_id, roomId);
		assert.match(told.event_id, /^\$/);
		assert.equal(told.counts.unread, 1);
		assert.ok(!JSON.stringify(told).includes("secret"));
		assert.equal(told.sender_display_name, undefined);
	},
);

story(
	"the title counts unread chats, and the worker's table knows their names",
	async ({ server, person }) => {
		const jun = await person({ name: "jun", size: "desktop" });
		const mei = await person({ name: "mei" });
		await jun.signUp();
		await mei.signUp();
		const roomId = await server.matrix.directChat(jun.account, mei.account?.userId);
		await mei.accept("jun");
		await mei.open("/me");
		await mei.heading("settings.title").waitFor();
		await jun.openChat("mei");
		await jun.send("Are you there?");
		await mei.page.waitForFunction(() => document.title.startsWith("(1) "));
		const row = await mei.page.evaluate(
			(key) =>
				new Promise((resolve) => {
					const opening = indexedDB.open("causeway-push");
					opening.onsuccess = () => {
						const reading = opening.result.transaction("values").objectStore("values").get(key);
						reading.onsuccess = () => {
							opening.result.close();
							resolve(reading.result);
						};
					};
				}),
			roomId,
		);
		assert.deepEqual(row, { name: "jun" });
	},
);

story("a browser that does not allow notifications is told how to change that", async ({ person }) => {
	const ravi = await person({ name: "ravi" });
	await ravi.signUp();
	await ravi.open("/me/notifications");
	// Headless Chromium denies without asking.
	await ravi.page.getByText(ravi.t("settings.notify.denied")).waitFor();
	await ravi.axe("notifications denied");
});
