// People with devices, as matrix-js-sdk (Element Web's engine) sees them: register, log in, sync, wait.
//
// Every wait is bounded. Each device watches its own HTTP traffic: an answer of 5xx fails the scenario,
// whatever the client made of it.

import { randomBytes } from "node:crypto";
import * as sdk from "matrix-js-sdk";
import { CryptoEvent, decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/index.js";

export const PASSWORD = "correct horse battery staple";
const WAIT_MS = 1000 * Number(process.env.CLIENTS_WAIT_S ?? 20);

/** The server (or the client library) did not do what the scenario says. */
export class Fault extends Error {}

/** Fails the scenario with a sentence unless `condition` holds. */
export function check(condition, what) {
    if (!condition) throw new Fault(what);
}

/** Like `check`, for two JSON values, and tells both. */
export function equal(found, expected, what) {
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
    if (a !== b) throw new Fault(`${what}: expected ${b}, found ${a}`);
}

/** Waits until `condition()` (which may be async) is truthy and returns that value. */
export async function eventually(condition, what, ms = WAIT_MS) {
    const end = Date.now() + ms;
    for (;;) {
        const value = await condition();
        if (value) return value;
        if (Date.now() > end) throw new Fault(`waited in vain until ${typeof what === "function" ? what() : what}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
}

/** The errcode of a request that must fail. */
export async function refused(promise, ...errcodes) {
    let answer;
    try {
        answer = await promise;
    } catch (error) {
        if (errcodes.length && !errcodes.includes(error.errcode)) {
            throw new Fault(`expected ${errcodes.join(" or ")}, got ${error.errcode ?? ""} ${error.message}`);
        }
        return error;
    }
    throw new Fault(`expected a refusal, got ${JSON.stringify(answer)}`);
}

export const unique = (word) => `${word}-${randomBytes(5).toString("hex")}`;

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, getChild: () => quiet };
const loud = { ...console, getChild: () => loud };
const logger = process.env.CLIENTS_LOG ? loud : quiet;

/** One logged-in client of a person. */
export class Device {
    constructor(world, credentials) {
        this.world = world;
        this.online = true;
        this.requests = [];
        this.verificationRequests = [];
        this.secretStorageKeys = new Map();
        this.client = sdk.createClient({
            baseUrl: world.homeserver,
            userId: credentials.user_id,
            deviceId: credentials.device_id,
            accessToken: credentials.access_token,
            fetchFn: (resource, options) => this.#fetch(resource, options),
            timelineSupport: true,
            logger,
            cryptoCallbacks: {
                getSecretStorageKey: async ({ keys }) => {
                    for (const id of Object.keys(keys)) {
                        if (this.secretStorageKeys.has(id)) return [id, this.secretStorageKeys.get(id)];
                    }
                    return this.recoveryKey ? [Object.keys(keys)[0], decodeRecoveryKey(this.recoveryKey)] : null;
                },
                cacheSecretStorageKey: (id, _info, key) => this.secretStorageKeys.set(id, key),
            },
        });
        this.client.on(CryptoEvent.VerificationRequestReceived, (request) => this.verificationRequests.push(request));
    }

    async #fetch(resource, options) {
        if (!this.online) throw new TypeError("offline");
        const aborter = new AbortController();
        this.#inFlight.add(aborter);
        options?.signal?.addEventListener("abort", () => aborter.abort(options.signal.reason));
        try {
            const answer = await fetch(resource, { ...options, signal: aborter.signal });
            const line = `${options?.method ?? "GET"} ${new URL(resource).pathname} ${answer.status}`;
            this.requests.push(line);
            if (answer.status >= 500) this.world.faults.push(line);
            return answer;
        } finally {
            this.#inFlight.delete(aborter);
        }
    }
    #inFlight = new Set();

    /** Cuts the network, as a tunnel does: what is under way fails, too. */
    goOffline() {
        this.online = false;
        for (const aborter of this.#inFlight) aborter.abort(new TypeError("offline"));
    }

    /** Back again; the client need not wait for its next try. */
    async goOnline() {
        this.online = true;
        await eventually(
            () => this.client.getSyncState() === "SYNCING" || (this.client.retryImmediately(), false),
            `${this.name} syncs again`,
        );
    }

    get userId() {
        return this.client.getSafeUserId();
    }

    get name() {
        return `${this.userId} (${this.client.getDeviceId()})`;
    }

    /** Starts crypto and sync and waits for the first sync. */
    async start({ crypto = true, limit = 20, lazy = true } = {}) {
        if (crypto) await this.client.initRustCrypto({ useIndexedDB: false });
        await this.client.startClient({ initialSyncLimit: limit, lazyLoadMembers: lazy, threadSupport: true, pollTimeout: 8000 });
        await eventually(() => ["PREPARED", "SYNCING"].includes(this.client.getSyncState()), `${this.name} has synced`);
        if (crypto) {
            // The device's keys are up once the server lists them.
            await eventually(
                async () => this.requests.some((line) => line.includes("/keys/upload 200")),
                `${this.name} has uploaded its keys`,
            );
        }
        return this;
    }

    until(condition, what, ms) {
        return eventually(condition, () => `${this.name} ${typeof what === "function" ? what() : what}`, ms);
    }

    /** The room once it is joined here. */
    room(roomId) {
        return this.until(() => {
            const room = this.client.getRoom(roomId);
            return room?.getMyMembership() === "join" ? room : null;
        }, `knows ${roomId}`);
    }

    /** The events that this device holds of a room without a gap, oldest first. */
    events(roomId) {
        const events = [];
        // Where a filled gap meets what was there before, the SDK links two timelines.
        let timeline = this.client.getRoom(roomId)?.getLiveTimeline();
        for (; timeline; timeline = timeline.getNeighbouringTimeline("b")) events.unshift(...timeline.getEvents());
        return events;
    }

    /** The texts of a room, in order. */
    bodies(roomId) {
        return this.events(roomId)
            .filter((event) => event.getType() === "m.room.message" && !event.isDecryptionFailure())
            .map((event) => event.getContent().body);
    }

    find(roomId, eventId) {
        return this.client.getRoom(roomId)?.findEventById(eventId);
    }

    /** Waits for the texts, then fails if one came twice. */
    async reads(roomId, ...texts) {
        await this.until(
            () => texts.every((text) => this.bodies(roomId).includes(text)),
            () => `reads ${JSON.stringify(texts)}, has ${JSON.stringify(this.bodies(roomId))}, locked: ` +
                JSON.stringify(this.events(roomId).filter((e) => e.isDecryptionFailure()).map((e) => e.decryptionFailureReason)),
        );
        for (const text of texts) {
            equal(this.bodies(roomId).filter((body) => body === text).length, 1, `${this.name} got ${text} so often`);
        }
    }

    /** A new room, known to this device. */
    async createRoom({ encrypted = false, invite = [], ...options } = {}) {
        const initial_state = [...(options.initial_state ?? [])];
        if (encrypted) {
            initial_state.push({
                type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" },
            });
        }
        const { room_id } = await this.client.createRoom({
            ...options, initial_state, invite: invite.map((device) => device.userId),
        });
        await this.room(room_id);
        if (encrypted) await this.until(() => this.client.getRoom(room_id).hasEncryptionStateEvent(), "sees encryption");
        return room_id;
    }

    async join(roomIdOrAlias, options) {
        const { roomId } = await this.client.joinRoom(roomIdOrAlias, options);
        await this.room(roomId);
        return roomId;
    }

    /** Sends a text and returns its event id. */
    async say(roomId, body, more = {}) {
        const { event_id } = await this.client.sendEvent(roomId, "m.room.message", { msgtype: "m.text", body, ...more });
        return event_id;
    }

    /** Waits until another person is a joined member here. */
    sees(roomId, other) {
        return this.until(
            () => this.client.getRoom(roomId)?.getMember(other.userId)?.membership === "join",
            `sees ${other.userId} in the room`,
        );
    }

    /** A request to a path under /_matrix/client that the SDK has no call for. */
    request(method, path, query, body) {
        return this.client.http.authedRequest(method, path, query, body, { prefix: "/_matrix/client" });
    }

    /** What answers a question for the password. */
    uia = async (makeRequest) => {
        try {
            return await makeRequest(null);
        } catch (error) {
            if (error.httpStatus !== 401 || !error.data?.flows) throw error;
            return await makeRequest({
                type: "m.login.password",
                identifier: { type: "m.id.user", user: this.userId },
                password: PASSWORD,
                session: error.data.session,
            });
        }
    };

    stop() {
        this.client.stopClient();
        this.goOffline();
    }
}

/** The people of one scenario. */
export class World {
    constructor(homeserver) {
        this.homeserver = homeserver;
        this.devices = [];
        this.faults = [];
    }

    guest() {
        return sdk.createClient({ baseUrl: this.homeserver, logger });
    }

    #add(credentials) {
        const device = new Device(this, credentials);
        this.devices.push(device);
        return device;
    }

    /** Registers somebody new, as Element does: ask for the flows, then take the dummy one. */
    async person(name, options) {
        const guest = this.guest();
        const request = { username: unique(name), password: PASSWORD, initial_device_display_name: `${name}'s first` };
        const asked = await refused(guest.registerRequest(request));
        check(asked.data?.session, `registration asked for nothing: ${asked.message}`);
        const credentials = await guest.registerRequest({
            ...request, auth: { type: "m.login.dummy", session: asked.data.session },
        });
        const device = this.#add(credentials);
        return options?.start === false ? device : await device.start(options);
    }

    /** Logs the same person in once more. */
    async anotherDevice(device, options) {
        const credentials = await this.guest().loginRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user: device.userId },
            password: PASSWORD,
            initial_device_display_name: "another device",
        });
        const added = this.#add(credentials);
        added.recoveryKey = options?.recoveryKey;
        return options?.start === false ? added : await added.start(options);
    }

    close() {
        for (const device of this.devices) device.stop();
    }
}
