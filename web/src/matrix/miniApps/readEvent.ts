// From an event of the room to the updates that it brings; what does not count is left out here.
import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { EventShieldReason } from "matrix-js-sdk/lib/crypto-api";
import { appOf, updatesIn, updateType } from "./events";
import { type Arrived, uidOf } from "./UpdateLog";

/** What came out of an event. */
export type Reading = Arrived[] | "unreadable";

/**
 * The updates of an event. `encrypted`: the room is, so that nothing may come in the clear, which the server could have
 * written.
 */
export async function readUpdates(
	client: MatrixClient,
	event: MatrixEvent,
	app: { id: string; encrypted: boolean },
): Promise<Reading> {
	await client.decryptEventIfNeeded(event).catch(() => undefined);
	if (event.isBeingDecrypted()) await event.getDecryptionPromise();
	if (event.isRedacted()) return [];
	if (event.isDecryptionFailure()) return "unreadable";
	const content = event.getContent();
	const sender = event.getSender();
	const eventId = event.getId();
	if (event.getType() !== updateType || event.isState() || !sender || !eventId?.startsWith("$")) return [];
	if (appOf(content) !== app.id || client.isUserIgnored(sender)) return [];
	if (app.encrypted && !(await isTheirs(client, event))) return [];
	const updates = await updatesIn(content);
	return updates.map(({ id, addr, ...update }, at) => ({
		uid: uidOf(sender, id, eventId, at),
		eventId,
		sender,
		ts: event.getTs(),
		addr,
		update,
	}));
}

/** Encrypted, and by a device of the person whom the server names as the sender. */
async function isTheirs(client: MatrixClient, event: MatrixEvent): Promise<boolean> {
	if (!event.isEncrypted()) return false;
	const info = await client.getCrypto()?.getEncryptionInfoForEvent(event);
	return info?.shieldReason !== EventShieldReason.MISMATCHED_SENDER;
}
