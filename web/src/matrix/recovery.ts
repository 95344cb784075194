// The recovery key: secret storage, cross-signing and key backup, made in one go and opened on other devices.
import { type AuthDict, type MatrixClient, MatrixError } from "matrix-js-sdk";
import type { CryptoApi, CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key";
import { restoreMessages } from "./restore";

/** The secret storage key while it is being used; never stored. */
let opened: { keyId?: string; key: Uint8Array<ArrayBuffer> } | undefined;

/** What the SDK asks when it needs the secret storage key. */
export const cryptoCallbacks: CryptoCallbacks = {
	getSecretStorageKey: async ({ keys }) => {
		const [keyId] = Object.keys(keys);
		if (!opened || !keyId) return null;
		return [opened.keyId && opened.keyId in keys ? opened.keyId : keyId, opened.key];
	},
	cacheSecretStorageKey: (keyId, _info, key) => {
		opened = { keyId, key: key as Uint8Array<ArrayBuffer> };
	},
};

/** What the server accepts to let a person replace identity keys: the password, asked for when it is needed. */
export type AskPassword = () => Promise<string | null>;

/** How a request is made that the server may want to be confirmed by the password (spec: UIA). */
export function confirmedBy(client: MatrixClient, password: AskPassword) {
	return async <A>(make: (auth: AuthDict | null) => Promise<A>): Promise<A> => {
		try {
			return await make(null);
		} catch (error) {
			if (!(error instanceof MatrixError) || error.httpStatus !== 401 || !error.data.session) throw error;
			const typed = await password();
			if (typed === null) throw error;
			return make({
				type: "m.login.password",
				identifier: { type: "m.id.user", user: client.getSafeUserId() },
				password: typed,
				session: error.data.session as string,
			});
		}
	};
}

/** The cryptography of a client that runs. */
export function cryptoOf(client: MatrixClient): CryptoApi {
	const crypto = client.getCrypto();
	if (!crypto) throw new Error("Encryption has not started");
	return crypto;
}

/**
 * Makes identity keys, secret storage and a key backup for a new account; on an account that has identity keys, only
 * a new recovery key. Returns the key as a person writes it down.
 */
export async function makeRecovery(client: MatrixClient, password: AskPassword): Promise<string> {
	making += 1;
	try {
		return await makeIdentityAndKey(client, password);
	} finally {
		making -= 1;
	}
}

let making = 0;

/** Whether identity keys are being made: until that is done, this device is not confirmed by them, and need not be. */
export const isMakingRecovery = (): boolean => making > 0;

async function makeIdentityAndKey(client: MatrixClient, password: AskPassword): Promise<string> {
	const crypto = cryptoOf(client);
	if (!(await crypto.userHasCrossSigningKeys(client.getSafeUserId(), true)))
		await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: confirmedBy(client, password) });
	// Never a second identity in passing: that is what `resetIdentity` is for, with its warnings.
	else if (!(await hasIdentityHere(crypto))) throw new Error("This device is not confirmed");
	return makeKey(crypto);
}

/** New secret storage, with everything in it that this device knows. */
async function makeKey(crypto: CryptoApi): Promise<string> {
	const made = await crypto.createRecoveryKeyFromPassphrase();
	await crypto.bootstrapSecretStorage({
		createSecretStorageKey: async () => made,
		setupNewSecretStorage: true,
		// A backup that this device can open keeps its key, which moves into the new secret storage.
		setupNewKeyBackup: (await crypto.getActiveSessionBackupVersion()) === null,
	});
	opened = undefined;
	return made.encodedPrivateKey ?? "";
}

/** Whether the private identity keys are on this device. */
async function hasIdentityHere(crypto: CryptoApi): Promise<boolean> {
	const { privateKeysCachedLocally: here } = await crypto.getCrossSigningStatus();
	return here.masterKey && here.selfSigningKey && here.userSigningKey;
}

/** The password was wrong, or the person did not give it. */
export class NotConfirmed extends Error {}

/**
 * The last way, when no device and no recovery key is left: a new identity and a new backup. Old encrypted messages
 * stay unreadable, and contacts are told that the identity changed. Returns the new recovery key.
 */
export async function resetIdentity(client: MatrixClient, password: AskPassword): Promise<string> {
	const crypto = cryptoOf(client);
	const confirmed = confirmedBy(client, await checkedPassword(client, password));
	// The old identity may still arrive in an answer that is on its way, and the SDK then drops the new keys.
	for (let tries = 0; tries < 3; tries += 1) {
		await crypto.resetEncryption(confirmed);
		if (await hasIdentityHere(crypto)) return makeKey(crypto);
	}
	throw new Error("The new identity could not be kept");
}

/** Asks for the password before anything is thrown away, and tries it on a request that does nothing. */
async function checkedPassword(client: MatrixClient, password: AskPassword): Promise<AskPassword> {
	const typed = await password();
	if (typed === null) throw new NotConfirmed();
	try {
		await confirmedBy(
			client,
			async () => typed,
		)((auth) => client.deleteMultipleDevices([], auth ?? undefined));
	} catch (error) {
		if (error instanceof MatrixError && (error.httpStatus === 401 || error.httpStatus === 403))
			throw new NotConfirmed();
		throw error;
	}
	return async () => typed;
}

/** Whether the key opens this account's secret storage; then this device is verified and old messages are readable. */
export async function recover(client: MatrixClient, recoveryKey: string): Promise<boolean> {
	const crypto = cryptoOf(client);
	const key = parse(recoveryKey);
	const stored = await client.secretStorage.getKey();
	if (!key || !stored) return false;
	const [keyId, info] = stored;
	if (!(await client.secretStorage.checkKey(key, info))) return false;
	opened = { keyId, key };
	try {
		await crypto.bootstrapCrossSigning({});
		await crypto.bootstrapSecretStorage({});
		await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
		await crypto.checkKeyBackupAndEnable();
		// Messages are decrypted as their keys arrive; a big backup must not keep the person waiting.
		restoreMessages(client);
	} finally {
		opened = undefined;
	}
	return true;
}

/** A typed recovery key, whatever its spaces; `null` if it is none. */
function parse(typed: string): Uint8Array<ArrayBuffer> | null {
	try {
		return decodeRecoveryKey(typed.replaceAll(/[\s-]+/g, "")) as Uint8Array<ArrayBuffer>;
	} catch {
		return null;
	}
}

/** Account data that says whether the person kept the recovery key that was shown last: `{ kept: boolean }`. */
export const keptType = "org.causeway.recovery_kept";

/** Remembers on the server, for all devices, whether the recovery key was kept. */
export async function rememberKept(client: MatrixClient, kept: boolean): Promise<void> {
	await client.setAccountData(keptType as never, { kept } as never);
}
