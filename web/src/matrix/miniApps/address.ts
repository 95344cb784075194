// Names under which a mini-app knows somebody, and under which the browser knows a mini-app: they say nothing to who
// does not have the secret, and are of use in one app of one room only.
import type { MatrixClient } from "matrix-js-sdk";
import { keyValue } from "@/lib/store";
import { locked } from "@/lib/vault";
import { cryptoOf } from "../recovery";

const utf8 = new TextEncoder();
const hmac = { name: "HMAC", hash: "SHA-256" } as const;

/** My address in an app (webxdc: selfAddr): the same on all my confirmed devices, and another one in each app. */
export async function addressIn(client: MatrixClient, appId: string): Promise<string> {
	return addressOf(await accountKey(client), appId, client.getSafeUserId());
}

/** [`addressIn`] for a key. */
export async function addressOf(key: CryptoKey, appId: string, userId: string): Promise<string> {
	const signed = new Uint8Array(await crypto.subtle.sign(hmac, key, utf8.encode(`${appId}\n${userId}`)));
	return btoa(String.fromCharCode(...signed))
		.replaceAll("+", "-")
		.replaceAll("/", "_")
		.slice(0, 22);
}

/**
 * The first label of the origin of an app on this device: nobody can guess it, and it dies with the device's key at
 * sign-out.
 */
export async function originLabel(client: MatrixClient, roomId: string, appId: string): Promise<string> {
	const key = await deviceKey(client.getSafeUserId());
	return labelOf(key, roomId, appId);
}

/** [`originLabel`] for a key. */
export async function labelOf(key: CryptoKey, roomId: string, appId: string): Promise<string> {
	const signed = await crypto.subtle.sign(hmac, key, utf8.encode(`${roomId}\n${appId}`));
	return base32(new Uint8Array(signed)).slice(0, 26);
}

const letters = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648, in small letters, without padding. */
function base32(bytes: Uint8Array): string {
	let [text, held, bits] = ["", 0, 0];
	for (const byte of bytes) {
		held = (held << 8) | byte;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			text += letters[(held >>> bits) & 31];
		}
		held &= (1 << bits) - 1;
	}
	return text;
}

const derived = new WeakMap<MatrixClient, CryptoKey>();

/**
 * Made of the account's own identity key, which all confirmed devices have, and no server: nothing more has to be
 * kept or carried from one to the other. A device that is not confirmed has a key of its own until it is.
 */
async function accountKey(client: MatrixClient): Promise<CryptoKey> {
	const known = derived.get(client);
	if (known) return known;
	const seed = await identitySeed(client);
	if (!seed) return deviceKey(client.getSafeUserId());
	const made = await keyFrom(seed);
	derived.set(client, made);
	return made;
}

/** One way: from the address nobody comes to this key, and from this key nobody comes to the identity. */
export async function keyFrom(seed: string): Promise<CryptoKey> {
	const material = await crypto.subtle.importKey("raw", utf8.encode(seed), "HKDF", false, ["deriveKey"]);
	const how = {
		name: "HKDF",
		hash: "SHA-256",
		salt: new Uint8Array(),
		info: utf8.encode("io.causeway.xdc.key"),
	};
	return crypto.subtle.deriveKey(how, material, { ...hmac, length: 256 }, false, ["sign"]);
}

/** The private identity key; `null`: this device is not confirmed. */
export async function identitySeed(client: MatrixClient): Promise<string | null> {
	try {
		const bundle = await cryptoOf(client).exportSecretsBundle?.();
		return bundle?.cross_signing?.master_key ?? null;
	} catch {
		// The private keys are not on this device.
		return null;
	}
}

/** A key that no script can read out. */
function deviceKey(userId: string): Promise<CryptoKey> {
	const keys = keyValue<CryptoKey>("apps-origin");
	return locked(`causeway-apps-origin ${userId}`, async () => {
		const known = await keys.get(userId);
		if (known) return known;
		const key = await crypto.subtle.generateKey({ ...hmac, length: 256 }, false, ["sign"]);
		await keys.set(userId, key);
		return key;
	});
}
