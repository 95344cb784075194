// What only this account on this device may read, on disk: encrypted by a key that no script can read out (WebCrypto,
// `extractable: false`). Whoever copies the browser's files without its key store, or reads another topic's table, gets nothing.
import { keyValue } from "./store";

/** A table of named things. */
export interface Vault {
	/** `undefined`: it is not there. Throws a `DamagedError` where it cannot be opened. */
	read(name: string): Promise<unknown>;
	write(name: string, value: unknown): Promise<void>;
	remove(name: string): Promise<void>;
}

/** What was kept cannot be opened: another key, or changed bytes. */
export class DamagedError extends Error {
	override readonly name = "DamagedError";
}

interface Sealed {
	iv: Uint8Array<ArrayBuffer>;
	bytes: ArrayBuffer;
}

type ToText = (value: unknown) => string;

/** Opens the vault of a topic and an account; throws where the browser keeps nothing. */
export async function openVault(
	topic: string,
	userId: string,
	toText: ToText = JSON.stringify,
): Promise<Vault> {
	const table = keyValue<Sealed>(topic);
	// Two tabs that begin at once must not make two keys.
	const key = await locked(`causeway-${topic}-key ${userId}`, () => keyOf(topic, userId));
	const place = (name: string) => `${userId} ${name}`;
	const cipher = (name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
		name: "AES-GCM",
		iv,
		// Bound to its place: one record cannot stand for another.
		additionalData: new TextEncoder().encode(place(name)),
	});
	return {
		read: async (name) => {
			const sealed = await table.get(place(name));
			if (!sealed) return undefined;
			try {
				const plain = await crypto.subtle.decrypt(cipher(name, sealed.iv), key, sealed.bytes);
				return JSON.parse(new TextDecoder().decode(plain));
			} catch {
				throw new DamagedError(name);
			}
		},
		write: async (name, value) => {
			const iv = crypto.getRandomValues(new Uint8Array(12));
			const bytes = await crypto.subtle.encrypt(
				cipher(name, iv),
				key,
				new TextEncoder().encode(toText(value)),
			);
			await table.set(place(name), { iv, bytes });
		},
		remove: (name) => table.delete(place(name)),
	};
}

async function keyOf(topic: string, userId: string): Promise<CryptoKey> {
	const keys = keyValue<CryptoKey>(`${topic}-key`);
	const known = await keys.get(userId);
	if (known) return known;
	const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
		"encrypt",
		"decrypt",
	]);
	await keys.set(userId, key);
	return key;
}

/** One tab at a time; without locks (plain http on another machine) there is no other way than to go on. */
export async function locked<R>(name: string, run: () => Promise<R>): Promise<R> {
	if (!("locks" in navigator)) return run();
	return (await navigator.locks.request(name, run)) as R;
}

/** Keeps nothing beyond this page: where the browser denies storage. */
export function memoryVault(toText: ToText = JSON.stringify): Vault {
	const all = new Map<string, string>();
	return {
		read: async (name) => {
			const kept = all.get(name);
			return kept === undefined ? undefined : JSON.parse(kept);
		},
		write: async (name, value) => void all.set(name, toText(value)),
		remove: async (name) => void all.delete(name),
	};
}
