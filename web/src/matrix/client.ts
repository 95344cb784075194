// The Matrix client: the SDK with its stores and its Rust cryptography, started once per page.
import {
	ClientEvent,
	createClient,
	IndexedDBStore,
	type MatrixClient,
	PendingEventOrdering,
	SyncState,
} from "matrix-js-sdk";
import type { Logger } from "matrix-js-sdk/lib/logger";
import { cryptoCallbacks } from "./recovery";
import type { Session } from "./session";

/** What has to be told to the person while the client starts. */
export type StartStage = "stores" | "encryption" | "sync";

/** Events of each room that come with the first sync; older ones are fetched when somebody scrolls. */
const initialSyncLimit = 20;

/** The SDK tells the console everything it does, room and event ids included; a shared computer need not know. */
const silent: Logger = {
	trace: () => undefined,
	debug: () => undefined,
	info: () => undefined,
	warn: () => undefined,
	error: () => undefined,
	getChild: () => silent,
};

/** Makes the client and starts it. Resolves when rooms can be shown: from the store, or after the first sync. */
export async function startClient(session: Session, stage: (now: StartStage) => void): Promise<MatrixClient> {
	stage("stores");
	const store = new IndexedDBStore({ indexedDB, dbName: "causeway-sync" });
	await store.startup();
	const client = createClient({
		baseUrl: location.origin,
		userId: session.userId,
		deviceId: session.deviceId,
		accessToken: session.accessToken,
		store,
		timelineSupport: true,
		logger: silent,
		cryptoCallbacks,
		verificationMethods: ["m.sas.v1", "m.qr_code.show.v1", "m.qr_code.scan.v1", "m.reciprocate.v1"],
	});
	// Each visible name listens; the emitter's warning is meant for leaks of a few.
	client.setMaxListeners(5000);
	stage("encryption");
	await client.initRustCrypto();
	stage("sync");
	const ready = firstSync(client);
	await client.startClient({
		initialSyncLimit,
		lazyLoadMembers: true,
		threadSupport: true,
		// Unsent messages are shown from our outbox, which survives a crash (matrix/outbox.ts).
		pendingEventOrdering: PendingEventOrdering.Detached,
		disablePresence: false,
	});
	await ready;
	return client;
}

/** Resolves when the client knows its rooms. */
function firstSync(client: MatrixClient): Promise<void> {
	return new Promise((resolve) => {
		const look = (state: SyncState) => {
			if (state !== SyncState.Prepared && state !== SyncState.Syncing && state !== SyncState.Catchup) return;
			client.off(ClientEvent.Sync, look);
			resolve();
		};
		client.on(ClientEvent.Sync, look);
	});
}
