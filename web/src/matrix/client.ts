// The Matrix client: the SDK with its stores and its Rust cryptography, started once per page.
import {
	ClientEvent,
	createClient,
	IndexedDBStore,
	type MatrixClient,
	MemoryStore,
	PendingEventOrdering,
	SyncState,
} from "matrix-js-sdk";
import type { Logger } from "matrix-js-sdk/lib/logger";
import { keeping } from "@/lib/store";
import { trustedScript } from "@/lib/trusted";
import { onRetry, watchedFetch, watchNetwork } from "./connection";
import { listenToApps } from "./miniApps/early";
import { listenToOwnDevices } from "./ownMessages";
import { cryptoCallbacks } from "./recovery";
import { generatedName } from "./roomNames";
import { roomyFetch } from "./roomyFetch";
import { type Session, savedSession } from "./session";
import { watchToken } from "./signedOut";
import { startError } from "./startFailure";
import workerUrl from "./syncStore.worker?worker&url";

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
	let now: StartStage = "stores";
	const enter = (next: StartStage) => {
		now = next;
		stage(next);
	};
	try {
		return await start(session, enter);
	} catch (error) {
		throw startError(now, error);
	}
}

async function start(session: Session, enter: (now: StartStage) => void): Promise<MatrixClient> {
	enter("stores");
	const kept = await keptHere(session);
	const store = kept
		? new IndexedDBStore({ indexedDB, dbName: "causeway-sync", workerFactory })
		: new MemoryStore();
	const client = createClient({
		baseUrl: location.origin,
		userId: session.userId,
		deviceId: session.deviceId,
		accessToken: session.accessToken,
		store,
		timelineSupport: true,
		roomNameGenerator: (_roomId, state) => generatedName(state),
		logger: silent,
		fetchFn: kept ? roomyFetch : watchedFetch,
		cryptoCallbacks,
		verificationMethods: ["m.sas.v1", "m.qr_code.show.v1", "m.qr_code.scan.v1", "m.reciprocate.v1"],
		// There are no calls: at each start the SDK would ask for relays that nobody uses (spec: GET /voip/turnServer).
		disableVoip: true,
	});
	// Nor are there calls of many (MSC4143); the SDK has no option for not asking.
	client._unstable_getRTCTransports = async () => [];
	// Each visible name listens; the emitter's warning is meant for leaks of a few.
	client.setMaxListeners(5000);
	watchToken(client, session);
	listenToOwnDevices(client);
	listenToApps(client);
	// The three things that a start waits for are begun together; the SDK would ask the server last.
	void client.getVersions().catch(() => undefined);
	const encryption = outcome(client.initRustCrypto({ useIndexedDB: kept }));
	// After the client has it: users come out of the store as objects that the client makes.
	await store.startup();
	enter("encryption");
	const failure = await encryption;
	if (failure) throw failure;
	enter("sync");
	watchNetwork();
	onRetry(() => client.retryImmediately());
	keepForLater(client, store);
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

/** What something failed with, for looking at it later. */
function outcome(work: Promise<void>): Promise<unknown> {
	return work.then(
		() => undefined,
		(error: unknown) => error,
	);
}

/** Whether there is a place on disk for what the client has to keep. A full one still has the keys of this device. */
async function keptHere(session: Session): Promise<boolean> {
	const state = await keeping();
	if (state !== "full") return state === "yes";
	return (await savedSession().catch(() => undefined))?.deviceId === session.deviceId;
}

const workerFactory = (): Worker => new Worker(trustedScript(workerUrl), { type: "module", name: "store" });

/** Between two writings of what came. */
const keepMs = 10_000;

/**
 * The SDK writes what it knows to disk every five minutes. Phones close pages without asking, and the next opening,
 * perhaps offline, should show what was there: so some seconds after something came, and when the page goes out of sight.
 */
function keepForLater(client: MatrixClient, store: IndexedDBStore | MemoryStore): void {
	const keep = () => void store.save(true).catch(() => undefined);
	let waiting = false;
	// The first sync brings most: it is kept soon.
	let wait = 2_000;
	client.on(ClientEvent.Sync, (state) => {
		if (state !== SyncState.Syncing || waiting) return;
		waiting = true;
		setTimeout(() => {
			waiting = false;
			wait = keepMs;
			keep();
		}, wait);
	});
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "hidden") keep();
	});
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
