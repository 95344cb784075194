// From an event of the room to the updates that it brings; what does not count is left out here.
import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { EventShieldReason } from "matrix-js-sdk/lib/crypto-api";
import { appOf, updatesIn, updateType } from "./events";
import { type Arrived, uidOf } from "./UpdateLog";

/** What came out of an event. */
export type Reading = Arrived[] | "unreadable";

/** The same with its event. */
export interface Read {
	event: MatrixEvent;
	updates: Reading;
}

/** `encrypted`: its room is, so that nothing may come in the clear, which the server could have written. */
interface App {
	id: string;
	encrypted: boolean;
}

/** Whether a key belongs to the sender, by both: it is found out once for all events of a list. */
type Theirs = Map<string, Promise<boolean>>;

/** The updates of events, in their order; they are deciphered side by side. */
export async function readEvents(
	client: MatrixClient,
	events: readonly MatrixEvent[],
	app: App,
): Promise<Read[]> {
	const theirs: Theirs = new Map();
	const updates = await Promise.all(events.map((event) => readUpdates(client, event, app, theirs)));
	return events.map((event, at) => ({ event, updates: updates[at] ?? [] }));
}

/** The updates of an event. */
export async function readUpdates(
	client: MatrixClient,
	event: MatrixEvent,
	app: App,
	theirs: Theirs = new Map(),
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
	if (app.encrypted && !(await isTheirs(client, event, theirs))) return [];
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
async function isTheirs(client: MatrixClient, event: MatrixEvent, theirs: Theirs): Promise<boolean> {
	if (!event.isEncrypted()) return false;
	const ask = async () => {
		const info = await client.getCrypto()?.getEncryptionInfoForEvent(event);
		return info?.shieldReason !== EventShieldReason.MISMATCHED_SENDER;
	};
	// The answer hangs on the key of the session and on the sender alone, and takes as long as deciphering does.
	const { session_id: session } = event.getWireContent();
	if (typeof session !== "string") return ask();
	const name = `${event.getSender()} ${session}`;
	const known = theirs.get(name) ?? ask();
	theirs.set(name, known);
	return known;
}
