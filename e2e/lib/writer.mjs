// A member without a browser: the SDK that the web app has too, in Node, for what no hand would write in an hour.
import { createCipheriv, createHash, randomBytes, randomUUID } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { root } from "./places.mjs";

/** Events on their way at the same time. */
const atOnce = 12;
/** The most in one event, as the web app has it (docs/developer/mini-apps-in-rooms.md). */
const mostBytes = 40_000;
const plainMax = 44_000;
const mark = "io.causeway.xdc";

const quiet = () => undefined;
/** @type {any} */
const noLog = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, getChild: () => noLog };

/** One update as it stands in an event. @param {number} n */
const wired = (n) => ({
	payload: { from: "writer", n, at: 0, by: 1, text: "The ferry left on time" },
	id: randomUUID().slice(0, 18),
	addr: "writerwriterwriterwrit",
});

/** @param {object[]} updates */
function packedUpdates(updates) {
	const text = JSON.stringify(updates.length === 1 ? updates[0] : updates);
	return Buffer.byteLength(JSON.stringify(text)) <= plainMax
		? { update: text }
		: { update_deflate: deflateRawSync(text).toString("base64") };
}

/** Somebody who writes much. */
export class Writer {
	/** @param {any} client @param {import("./matrix.mjs").Account} account @param {import("./server.mjs").Server} server @param {any} sdk */
	constructor(client, account, server, sdk) {
		this.sdk = sdk;
		this.client = client;
		this.account = account;
		this.server = server;
	}

	/** @param {import("./server.mjs").Server} server @param {string} name */
	static async start(server, name) {
		const sdk = await import(`${root}web/node_modules/matrix-js-sdk/lib/index.js`);
		const { logger } = await import(`${root}web/node_modules/matrix-js-sdk/lib/logger.js`);
		// What the SDK would say by itself, and its parts by theirs.
		logger.methodFactory = () => quiet;
		logger.rebuild();
		const account = await server.matrix.register(name);
		const { userId, deviceId, token: accessToken } = account;
		const client = sdk.createClient({ baseUrl: server.url, userId, deviceId, accessToken, logger: noLog });
		await client.initRustCrypto({ useIndexedDB: false });
		await client.startClient({ initialSyncLimit: 1 });
		while (!client.isInitialSyncComplete()) await new Promise((resolve) => setTimeout(resolve, 50));
		return new Writer(client, account, server, sdk);
	}

	/**
	 * An encrypted chat with people.
	 * @param {string} name @param {import("./person.mjs").Person[]} people
	 */
	async room(name, people) {
		const { matrix } = this.server;
		const roomId = await matrix.createRoom(this.account, {
			name,
			preset: "private_chat",
			invite: people.map((one) => one.account.userId),
			initial_state: [
				{ type: "m.room.encryption", content: { algorithm: "m.megolm.v1.aes-sha2" } },
				{ type: "m.room.history_visibility", content: { history_visibility: "joined" } },
			],
		});
		for (const one of people) await matrix.join(one.account, roomId);
		while ((this.client.getRoom(roomId)?.getJoinedMembers().length ?? 0) < people.length + 1)
			await new Promise((resolve) => setTimeout(resolve, 50));
		return roomId;
	}

	/** Sends a mini-app; the id of its message. @param {string} roomId @param {string} name @param {Buffer} archive @returns {Promise<string>} */
	async sendApp(roomId, name, archive) {
		const key = randomBytes(32);
		const iv = Buffer.concat([randomBytes(8), Buffer.alloc(8)]);
		const sealed = createCipheriv("aes-256-ctr", key, iv).update(archive);
		const url = await this.server.matrix.upload(this.account, sealed, "application/octet-stream");
		const base64 = (/** @type {Buffer} */ bytes) => bytes.toString("base64").replace(/=+$/, "");
		const { event_id } = await this.client.sendEvent(roomId, "m.room.message", {
			msgtype: "m.file",
			body: `${name}.xdc`,
			info: { mimetype: "application/webxdc+zip", size: archive.length },
			file: {
				v: "v2",
				url,
				key: {
					kty: "oct",
					alg: "A256CTR",
					ext: true,
					k: key.toString("base64url"),
					key_ops: ["encrypt", "decrypt"],
				},
				iv: base64(iv),
				hashes: { sha256: base64(createHash("sha256").update(sealed).digest()) },
			},
			[mark]: { name, sha256: createHash("sha256").update(archive).digest("hex") },
		});
		return event_id;
	}

	/**
	 * Sends updates; how many events that were. `together`: as many in an event as the web app would send.
	 * @param {string} roomId @param {string} app @param {number} count @param {boolean} together
	 */
	async updates(roomId, app, count, together) {
		const queue = eventsOf(count, together);
		const total = queue.length;
		const work = async () => {
			for (let next = queue.shift(); next; next = queue.shift())
				await this.#send(roomId, "io.causeway.xdc.update", {
					...packedUpdates(next),
					"m.relates_to": { rel_type: mark, event_id: app },
				});
		};
		await Promise.all(Array.from({ length: atOnce }, work));
		return total;
	}

	/** Without the SDK's own list of what is on its way, which takes longer than all else. @param {string} room_id @param {string} type @param {object} content */
	async #send(room_id, type, content) {
		const { client, sdk, server, account } = this;
		const event = new sdk.MatrixEvent({ room_id, type, content, sender: account.userId, event_id: "~" });
		await client.getCrypto().encryptEvent(event, client.getRoom(room_id));
		await server.matrix.send(account, room_id, event.getWireContent(), event.getWireType());
	}

	stop() {
		this.client.stopClient();
	}
}

/** @param {number} count @param {boolean} together */
function eventsOf(count, together) {
	/** @type {object[][]} */
	const events = [];
	let bytes = Number.POSITIVE_INFINITY;
	for (let n = 1; n <= count; n++) {
		const one = wired(n);
		bytes += JSON.stringify(one).length + 1;
		if (!together || bytes > mostBytes) {
			events.push([]);
			bytes = JSON.stringify(one).length + 1;
		}
		events.at(-1)?.push(one);
	}
	return events;
}
