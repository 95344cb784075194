// What one's own devices tell each other beside the chats: encrypted for each of them (Olm, spec: m.olm.v1), and only
// between devices that the account's identity has confirmed. The server sees who sends how much when, and no word of it.
import { ClientEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import { cryptoOf } from "./recovery";

type Content = Readonly<Record<string, unknown>>;
type Take = (from: string, content: Content) => void;

/** Our own types. */
const prefix = "app.causeway.";
/** What came before somebody listens is kept this far. */
const mostWaiting = 16;

/** Of a client: who listens, and what nobody has listened to yet. */
interface Desk {
	listeners: Map<string, Take>;
	waiting: { type: string; from: string; content: Content }[];
}

const desks = new WeakMap<MatrixClient, Desk>();

/** Begins to listen; before the first sync, which brings what was sent while this device was away. */
export function listenToOwnDevices(client: MatrixClient): void {
	const desk: Desk = { listeners: new Map(), waiting: [] };
	desks.set(client, desk);
	client.on(ClientEvent.ReceivedToDeviceMessage, async ({ message, encryptionInfo }) => {
		const { type, content } = message;
		if (!type.startsWith(prefix) || !encryptionInfo?.senderVerified) return;
		const { sender, senderDevice: from } = encryptionInfo;
		if (sender !== client.getSafeUserId() || !from || from === client.getDeviceId()) return;
		if (!(await isConfirmed(client, from))) return;
		const take = desk.listeners.get(type);
		if (take) take(from, content);
		else desk.waiting = [...desk.waiting, { type, from, content }].slice(-mostWaiting);
	});
}

/** Takes messages of a type from own devices, also those that came before; ends by the function that it returns. */
export function takeOwnMessages(client: MatrixClient, type: string, take: Take): () => void {
	const desk = desks.get(client);
	if (!desk) return () => undefined;
	desk.listeners.set(type, take);
	const mine = desk.waiting.filter((one) => one.type === type);
	desk.waiting = desk.waiting.filter((one) => one.type !== type);
	for (const { from, content } of mine) take(from, content);
	return () => desk.listeners.delete(type);
}

/** A device of one's own, confirmed, and not this one. */
export interface ConfirmedDevice {
	id: string;
	name: string | null;
	/** Unix milliseconds; `null` if the server does not say. */
	lastSeen: number | null;
}

/** All of them. */
export async function confirmedDevices(client: MatrixClient): Promise<ConfirmedDevice[]> {
	const { devices } = await client.getDevices();
	const me = client.getSafeUserId();
	const keys = (await cryptoOf(client).getUserDeviceInfo([me])).get(me);
	const found: ConfirmedDevice[] = [];
	for (const { device_id: id, display_name: name, last_seen_ts: lastSeen } of devices) {
		const known = keys?.get(id);
		if (id === client.getDeviceId() || !known || known.dehydrated) continue;
		if (await isConfirmed(client, id))
			found.push({ id, name: name?.trim() || null, lastSeen: lastSeen ?? null });
	}
	return found;
}

/** Sends to own devices, in order; `false`: this device is not confirmed itself, or there is no connection. Later it is tried again by the SDK. */
export async function sendToOwnDevices(
	client: MatrixClient,
	type: string,
	devices: readonly string[],
	contents: readonly Content[],
): Promise<boolean> {
	const isConnected = client.getSyncState() === SyncState.Syncing;
	if (!isConnected || !(await isConfirmed(client, client.getDeviceId() ?? ""))) return false;
	const userId = client.getSafeUserId();
	const to = devices.map((deviceId) => ({ userId, deviceId }));
	for (const content of contents) await client.encryptAndSendToDevice(type, to, content);
	return true;
}

async function isConfirmed(client: MatrixClient, deviceId: string): Promise<boolean> {
	const status = await cryptoOf(client).getDeviceVerificationStatus(client.getSafeUserId(), deviceId);
	return status?.crossSigningVerified ?? false;
}
