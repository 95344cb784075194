// The client-server API, as plain requests: people and rooms that a story needs before it begins.

/** What an account without a browser is known by. @typedef {{userId: string, deviceId: string, token: string}} Account */

/** A password that the server takes; used for everybody. */
export const password = "correct horse battery";

/** Requests to one server. */
export class Matrix {
	/** @param {string} url */
	constructor(url) {
		this.url = url;
	}

	/**
	 * The answer's JSON; throws for any status that is not 2xx.
	 * @param {string} method @param {string} path below /_matrix, or from the root when it begins with /_
	 * @param {{token?: string, body?: unknown, bytes?: Uint8Array, type?: string}} [options]
	 * @returns {Promise<any>}
	 */
	async request(method, path, { token, body, bytes, type = "application/json" } = {}) {
		const answer = await fetch(this.url + (path.startsWith("/_") ? path : `/_matrix/client/v3${path}`), {
			method,
			headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), "content-type": type },
			body: /** @type {BodyInit | undefined} */ (
				bytes ?? (body === undefined ? undefined : JSON.stringify(body))
			),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
		return text ? JSON.parse(text) : {};
	}

	/** A new account. @param {string} username @returns {Promise<Account>} */
	async register(username) {
		const body = { username, password, auth: { type: "m.login.dummy" } };
		const made = await this.request("POST", "/register", { body });
		return { userId: made.user_id, deviceId: made.device_id, token: made.access_token };
	}

	/** Another device of an account. @param {string} user @param {string} [word] its password @returns {Promise<Account>} */
	async logIn(user, word = password) {
		const body = { type: "m.login.password", identifier: { type: "m.id.user", user }, password: word };
		const made = await this.request("POST", "/login", { body });
		return { userId: made.user_id, deviceId: made.device_id, token: made.access_token };
	}

	/** A room. @param {Account} by @param {Record<string, unknown>} options of `POST /createRoom` @returns {Promise<string>} */
	async createRoom(by, options) {
		const made = await this.request("POST", "/createRoom", { token: by.token, body: options });
		return made.room_id;
	}

	/**
	 * An encrypted chat of two: `by` invites `whom`, and has it among their direct chats.
	 * @param {Account} by @param {string} whom @returns {Promise<string>} the room's id
	 */
	async directChat(by, whom) {
		const roomId = await this.createRoom(by, {
			preset: "trusted_private_chat",
			is_direct: true,
			invite: [whom],
			initial_state: [encryption],
		});
		const path = `/user/${encodeURIComponent(by.userId)}/account_data/m.direct`;
		const direct = await this.request("GET", path, { token: by.token }).catch(() => ({}));
		direct[whom] = [...(direct[whom] ?? []), roomId];
		await this.request("PUT", path, { token: by.token, body: direct });
		return roomId;
	}

	/** @param {Account} who @param {string} roomId */
	join(who, roomId) {
		return this.request("POST", `/join/${encodeURIComponent(roomId)}`, { token: who.token, body: {} });
	}

	/** Sends an event that is not encrypted. @param {Account} by @param {string} roomId @param {Record<string, unknown>} content @param {string} [type] */
	async send(by, roomId, content, type = "m.room.message") {
		const path = `/rooms/${encodeURIComponent(roomId)}/send/${type}/${crypto.randomUUID()}`;
		const sent = await this.request("PUT", path, { token: by.token, body: content });
		return /** @type {string} */ (sent.event_id);
	}

	/** Sets state. @param {Account} by @param {string} roomId @param {string} type @param {Record<string, unknown>} content @param {string} [key] */
	state(by, roomId, type, content, key = "") {
		const path = `/rooms/${encodeURIComponent(roomId)}/state/${type}/${encodeURIComponent(key)}`;
		return this.request("PUT", path, { token: by.token, body: content });
	}

	/** Uploads a file. @param {Account} by @param {Uint8Array} bytes @param {string} type @returns {Promise<string>} its mxc: address */
	async upload(by, bytes, type) {
		const kept = await this.request("POST", "/_matrix/media/v3/upload", { token: by.token, bytes, type });
		return kept.content_uri;
	}
}

/** Waits until the key of what was written is in the backup: the SDK takes up to ten seconds. @param {{matrix: Matrix}} server @param {string} token */
export async function backedUp({ matrix }, token) {
	for (let tries = 0; tries < 100; tries++) {
		const { count } = await matrix.request("GET", "/room_keys/version", { token });
		if (count > 0) return;
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	throw new Error("nothing came into the backup");
}

/** The state that makes a room encrypted. */
export const encryption = {
	type: "m.room.encryption",
	state_key: "",
	content: { algorithm: "m.megolm.v1.aes-sha2" },
};
