// Messages of mini-apps from device to device, encrypted for each of them (Olm, spec: m.olm.v1). They are for now: what
// cannot be sent at once is not sent later.
import { ClientEvent, type MatrixClient } from "matrix-js-sdk";
import { settings } from "@/lib/settings";
import { cryptoOf } from "../recovery";

const type = "io.causeway.xdc.rt";

/** Any JSON object. */
export type Letter = Readonly<Record<string, unknown>>;

/** A device of somebody. */
export interface Address {
	userId: string;
	deviceId: string;
}

/** Listens to what devices of others, and other devices of mine, send; returns how to stop. */
export function takeLetters(client: MatrixClient, take: (from: Address, letter: Letter) => void): () => void {
	const listener = ({ message, encryptionInfo }: Received) => {
		// In the clear it could be the server's.
		if (message.type !== type || !encryptionInfo?.senderDevice) return;
		take({ userId: encryptionInfo.sender, deviceId: encryptionInfo.senderDevice }, message.content);
	};
	client.on(ClientEvent.ReceivedToDeviceMessage, listener as never);
	return () => client.off(ClientEvent.ReceivedToDeviceMessage, listener as never);
}

interface Received {
	message: { type: string; content: Letter };
	encryptionInfo: { sender: string; senderDevice?: string } | null;
}

/** Sends a letter to devices, once; rejects if it cannot be sent. */
export async function sendLetter(
	client: MatrixClient,
	to: readonly Address[],
	letter: Letter,
): Promise<void> {
	if (to.length === 0) return;
	const { batch, eventType } = await cryptoOf(client).encryptToDeviceMessages(type, [...to], letter);
	const byUser = new Map<string, Map<string, Letter>>();
	for (const { userId, deviceId, payload } of batch) {
		const devices = byUser.get(userId) ?? new Map<string, Letter>();
		byUser.set(userId, devices.set(deviceId, payload));
	}
	if (byUser.size > 0) await client.sendToDevice(eventType, byUser as never);
}

/** The devices of people that may get letters, mine but this one included. */
export async function devicesOf(client: MatrixClient, people: readonly string[]): Promise<Address[]> {
	const crypto = cryptoOf(client);
	const keys = await crypto.getUserDeviceInfo([...people], true);
	const found: Address[] = [];
	for (const userId of people)
		for (const [deviceId, device] of keys.get(userId) ?? []) {
			if (device.dehydrated || (userId === client.getSafeUserId() && deviceId === client.getDeviceId()))
				continue;
			if (await mayGet(client, { userId, deviceId })) found.push({ userId, deviceId });
		}
	return found;
}

/** Who wants messages to go to confirmed devices only wants that here, too. */
async function mayGet(client: MatrixClient, { userId, deviceId }: Address): Promise<boolean> {
	if (!settings().confirmedOnly) return true;
	const status = await cryptoOf(client).getDeviceVerificationStatus(userId, deviceId);
	return status?.signedByOwner ?? false;
}
