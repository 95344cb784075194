import { EventEmitter } from "node:events";
import { ClientEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import { expect, test, vi } from "vitest";
import { confirmedDevices, listenToOwnDevices, sendToOwnDevices, takeOwnMessages } from "./ownMessages";

const me = "@me:example.org";
const type = "app.causeway.test";

interface Came {
	sender?: string;
	from?: string | null;
	verified?: boolean;
	type?: string;
	encrypted?: boolean;
}

/** A client with some devices, of which those given are confirmed; this one is "here". */
function clientOf({ confirmed = ["here", "phone"], state = SyncState.Syncing as SyncState | null } = {}) {
	const emitter = new EventEmitter();
	const encryptAndSendToDevice = vi.fn(async () => undefined);
	const keys = new Map([
		["here", { dehydrated: false }],
		["phone", { dehydrated: false }],
		["tablet", { dehydrated: false }],
		["sleeping", { dehydrated: true }],
	]);
	const crypto = {
		getDeviceVerificationStatus: async (_user: string, id: string) =>
			keys.has(id) ? { crossSigningVerified: confirmed.includes(id) } : null,
		getUserDeviceInfo: async () => new Map([[me, keys]]),
	};
	const client = Object.assign(emitter, {
		getSafeUserId: () => me,
		getDeviceId: () => "here",
		getCrypto: () => crypto,
		getSyncState: () => state,
		getDevices: async () => ({
			devices: [
				{ device_id: "here", display_name: "Here", last_seen_ts: 1 },
				{ device_id: "phone", display_name: "  ", last_seen_ts: 5 },
				{ device_id: "tablet", display_name: "Tablet" },
				{ device_id: "sleeping", display_name: "Sleeping" },
				{ device_id: "no-keys", display_name: "Old browser" },
			],
		}),
		encryptAndSendToDevice,
	});
	const came = async (content: unknown, how: Came = {}) => {
		const { sender = me, from = "phone", verified = true, encrypted = true } = how;
		emitter.emit(ClientEvent.ReceivedToDeviceMessage, {
			message: { type: how.type ?? type, sender, content },
			encryptionInfo: encrypted ? { sender, senderDevice: from, senderVerified: verified } : null,
		});
		// Whether a device is confirmed is asked for.
		await new Promise((resolve) => setTimeout(resolve));
	};
	return { client: client as unknown as MatrixClient, came, encryptAndSendToDevice };
}

test("what a confirmed device of one's own says arrives", async () => {
	const { client, came } = clientOf();
	listenToOwnDevices(client);
	const taken = vi.fn();
	takeOwnMessages(client, type, taken);
	await came({ a: 1 });
	expect(taken.mock.calls).toEqual([["phone", { a: 1 }]]);
});

test.each<[string, Came]>([
	["that is not encrypted", { encrypted: false }],
	["whose sender the encryption does not vouch for", { verified: false }],
	["of somebody else", { sender: "@other:example.org" }],
	["of a device without a name", { from: null }],
	["of this device", { from: "here" }],
	["of a device that is not confirmed", { from: "tablet" }],
	["of a device that is not known", { from: "made-up" }],
	["of another kind", { type: "m.room_key" }],
	["that nobody waits for", { type: "app.causeway.other" }],
])("nothing arrives %s", async (_what, how) => {
	const { client, came } = clientOf();
	listenToOwnDevices(client);
	const taken = vi.fn();
	takeOwnMessages(client, type, taken);
	await came({}, how);
	expect(taken).not.toHaveBeenCalled();
});

test("what came before somebody listens waits, the newest sixteen of it, and is told once", async () => {
	const { client, came } = clientOf();
	listenToOwnDevices(client);
	await came({ kind: "other" }, { type: "app.causeway.other" });
	for (let i = 0; i < 20; i++) await came({ i });
	const [taken, again, other] = [vi.fn(), vi.fn(), vi.fn()];
	const stop = takeOwnMessages(client, type, taken);
	expect(taken.mock.calls.map(([, content]) => content.i)).toEqual(
		Array.from({ length: 16 }, (_, i) => i + 4),
	);
	stop();
	takeOwnMessages(client, type, again);
	takeOwnMessages(client, "app.causeway.other", other);
	expect(again).not.toHaveBeenCalled();
	// Twenty letters later it is one of those that were let go.
	expect(other).not.toHaveBeenCalled();
});

test("after the end it waits for the next who listens", async () => {
	const { client, came } = clientOf();
	listenToOwnDevices(client);
	const [first, second] = [vi.fn(), vi.fn()];
	takeOwnMessages(client, type, first)();
	await came({ late: true });
	expect(first).not.toHaveBeenCalled();
	takeOwnMessages(client, type, second);
	expect(second).toHaveBeenCalledWith("phone", { late: true });
});

test("the devices that take part: confirmed, with keys, awake, and not this one", async () => {
	const { client } = clientOf({ confirmed: ["here", "phone", "tablet", "sleeping", "no-keys"] });
	expect(await confirmedDevices(client)).toEqual([
		{ id: "phone", name: null, lastSeen: 5 },
		{ id: "tablet", name: "Tablet", lastSeen: null },
	]);
	expect(await confirmedDevices(clientOf().client)).toHaveLength(1);
});

test("pieces go to the given devices, in order", async () => {
	const { client, encryptAndSendToDevice } = clientOf();
	expect(await sendToOwnDevices(client, type, ["phone", "tablet"], [{ part: 0 }, { part: 1 }])).toBe(true);
	const to = [
		{ userId: me, deviceId: "phone" },
		{ userId: me, deviceId: "tablet" },
	];
	expect(encryptAndSendToDevice.mock.calls).toEqual([
		[type, to, { part: 0 }],
		[type, to, { part: 1 }],
	]);
});

test.each([
	["without a connection", { state: SyncState.Error }],
	["before the first sync", { state: null }],
	["from a device that is not confirmed", { confirmed: ["phone"] }],
])("nothing is sent %s", async (_when, how) => {
	const { client, encryptAndSendToDevice } = clientOf(how);
	expect(await sendToOwnDevices(client, type, ["phone"], [{}])).toBe(false);
	expect(encryptAndSendToDevice).not.toHaveBeenCalled();
});
