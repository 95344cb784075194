// Whether a list of packs is from this server, and still good.
import { canonical } from "./canonical";
import { record } from "./fields";
import type { PackList } from "./list";
import { PackError, refuse } from "./PackError";

/** Bytes of base64, standard or for addresses, padded or not. */
export const base64Bytes = (words: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** SHA-256 of bytes, as packs are named by it. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	return btoa(String.fromCharCode(...hash))
		.replace(/\+/g, "-")
		.replace(/\//g, "_")
		.replace(/=+$/, "");
}

/**
 * The keys of those that the list names which really signed it. `answer`: the list as it came.
 * Refuses a list that none of them signed.
 */
export async function signers(answer: unknown, list: PackList): Promise<Record<string, string>> {
	const { signatures: _, ...signed } = record(answer, "list");
	const bytes = new TextEncoder().encode(canonical(signed));
	const found: Record<string, string> = {};
	for (const [id, key] of Object.entries(list.keys)) {
		const signature = list.signatures[id];
		if (id.startsWith("ed25519:") && signature && (await isGood(key, signature, bytes))) found[id] = key;
	}
	return Object.keys(found).length > 0 ? found : refuse("no good signature");
}

async function isGood(key: string, signature: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
	try {
		const imported = await crypto.subtle.importKey("raw", base64Bytes(key), "Ed25519", false, ["verify"]);
		return await crypto.subtle.verify("Ed25519", imported, base64Bytes(signature), bytes);
	} catch (error) {
		// A browser without Ed25519 (before Chrome 137, Firefox 129, Safari 17) can believe no list.
		if ((error as DOMException).name === "NotSupportedError") throw new PackError("no Ed25519 here");
		return false;
	}
}

/**
 * Refuses a list that is over by this device's clock and by the server's: a clock that is wrong alone is not to
 * empty the feed. `date`: the answer's `Date`.
 */
export function checkAge(list: PackList, now: number, date: number | null): void {
	if (list.expires <= now && (date === null || list.expires <= date)) refuse("the list is over");
}
