// Where this device and this account stand: is the device confirmed, is there a recovery key, is the backup on.
import { ClientEvent, type MatrixClient } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/CryptoEvent";
import { useSyncExternalStore } from "react";
import { useClient } from "./react";
import { cryptoOf, isMakingRecovery, keptType } from "./recovery";

/** What is known of the own account's encryption. */
export interface OwnTrust {
	/** Whether the account has identity keys (cross-signing). */
	identity: boolean;
	/** Whether this device is confirmed by them. */
	verified: boolean;
	/** Whether other devices could confirm this one. */
	otherVerified: boolean;
	/** Whether a recovery key exists, and the person did not put off keeping it. */
	recovery: boolean;
	recoveryKept: boolean;
	/** Whether this device backs its message keys up. */
	backup: boolean;
}

const events: readonly string[] = [
	CryptoEvent.KeysChanged,
	CryptoEvent.UserTrustStatusChanged,
	CryptoEvent.DevicesUpdated,
	CryptoEvent.KeyBackupStatus,
	CryptoEvent.KeyBackupDecryptionKeyCached,
	ClientEvent.AccountData,
];

/** Computes the state again after whatever may have changed it. */
class OwnTrustStore {
	private state: OwnTrust | null = null;
	private readonly listeners = new Set<() => void>();
	private timer: ReturnType<typeof setTimeout> | undefined;
	private first = true;

	constructor(private readonly client: MatrixClient) {
		for (const event of events) client.on(event as never, this.soon as never);
		void this.refresh();
	}

	read = (): OwnTrust | null => this.state;

	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** Looks again at once. */
	refresh = async (): Promise<void> => {
		// Half-made keys look like somebody else's: the question whether this is me would take the new key off the screen.
		if (isMakingRecovery()) return this.soon();
		try {
			const next = await look(this.client, this.first);
			this.first = false;
			if (JSON.stringify(next) === JSON.stringify(this.state)) return;
			this.state = next;
			for (const listener of this.listeners) listener();
		} catch {
			// Offline before the keys were ever fetched: looked at again with the next event, or in a while.
			this.timer ??= setTimeout(this.again, 10_000);
		}
	};

	private soon = (): void => {
		clearTimeout(this.timer);
		this.timer = setTimeout(this.again, 200);
	};

	private again = (): void => {
		this.timer = undefined;
		void this.refresh();
	};
}

async function look(client: MatrixClient, download: boolean): Promise<OwnTrust> {
	const crypto = cryptoOf(client);
	const me = client.getSafeUserId();
	// Asking the SDK for the own keys makes a request each time, and that makes events: only the first time.
	if (download) await crypto.userHasCrossSigningKeys(me, true);
	const identity = (await crypto.getUserVerificationStatus(me)).known;
	const mine = client.getDeviceId() ?? "";
	const verified = await isConfirmed(client, mine);
	const devices = (await crypto.getUserDeviceInfo([me])).get(me);
	let otherVerified = false;
	for (const id of devices?.keys() ?? []) {
		if (id !== mine && !devices?.get(id)?.dehydrated) otherVerified ||= await isSigned(client, id);
	}
	return {
		identity,
		verified,
		otherVerified,
		recovery: (await client.secretStorage.getDefaultKeyId()) !== null,
		recoveryKept: client.getAccountData(keptType as never)?.getContent().kept !== false,
		backup: (await crypto.getActiveSessionBackupVersion()) !== null,
	};
}

async function isConfirmed(client: MatrixClient, deviceId: string): Promise<boolean> {
	const status = await cryptoOf(client).getDeviceVerificationStatus(client.getSafeUserId(), deviceId);
	return status?.crossSigningVerified ?? false;
}

/** Signed by the account's own keys, whether or not this device trusts those already. */
async function isSigned(client: MatrixClient, deviceId: string): Promise<boolean> {
	const status = await cryptoOf(client).getDeviceVerificationStatus(client.getSafeUserId(), deviceId);
	return status?.signedByOwner ?? false;
}

const stores = new WeakMap<MatrixClient, OwnTrustStore>();

function storeOf(client: MatrixClient): OwnTrustStore {
	let store = stores.get(client);
	if (!store) {
		store = new OwnTrustStore(client);
		stores.set(client, store);
	}
	return store;
}

/** The state, as it changes; `null` until it is known. */
export function useOwnTrust(): OwnTrust | null {
	const store = storeOf(useClient());
	return useSyncExternalStore(store.subscribe, store.read);
}

/** Looks again, after something that the SDK does not tell by an event. */
export const refreshTrust = (client: MatrixClient): Promise<void> => storeOf(client).refresh();
