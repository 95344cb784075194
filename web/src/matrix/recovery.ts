// The recovery key: secret storage, cross-signing and key backup, made in one go and opened on other devices.
import { type AuthDict, type MatrixClient, MatrixError } from "matrix-js-sdk";
import type { CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key";

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

/** How the SDK makes a request that the server may want to be confirmed by the password (spec: UIA). */
function confirmedBy(client: MatrixClient, password: AskPassword) {
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

/**
 * Makes identity keys, secret storage and a key backup for a new account (or anew, when everything was lost).
 * Returns the recovery key as a person writes it down.
 */
export async function makeRecovery(client: MatrixClient, password: AskPassword): Promise<string> {
	const crypto = client.getCrypto();
	if (!crypto) throw new Error("Encryption has not started");
	const made = await crypto.createRecoveryKeyFromPassphrase();
	await crypto.bootstrapCrossSigning({
		authUploadDeviceSigningKeys: confirmedBy(client, password),
		setupNewCrossSigning: !(await crypto.isCrossSigningReady()),
	});
	await crypto.bootstrapSecretStorage({
		createSecretStorageKey: async () => made,
		setupNewSecretStorage: true,
		setupNewKeyBackup: true,
	});
	opened = undefined;
	return made.encodedPrivateKey ?? "";
}

/** Whether the key opens this account's secret storage; then this device is verified and old messages are readable. */
export async function recover(client: MatrixClient, recoveryKey: string): Promise<boolean> {
	const crypto = client.getCrypto();
	if (!crypto) throw new Error("Encryption has not started");
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
		void crypto.restoreKeyBackup().catch(() => undefined);
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
