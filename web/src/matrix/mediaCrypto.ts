// Encrypted attachments, format v2 (spec: sending encrypted attachments): AES-CTR with 256 bits, a counter that
// starts at zero in the lower half, and the SHA-256 of what is stored on the server.

/** The `file` of an encrypted attachment (spec: extensions to m.room.message msgtypes). */
export interface EncryptedFile {
	url: string;
	key: { k: string; kty?: string; alg?: string; key_ops?: string[]; ext?: boolean };
	iv: string;
	hashes: { sha256: string };
	v?: string;
}

/** Encrypts with a key of its own; the address is known after the upload. */
export async function encryptBytes(
	plain: ArrayBuffer,
): Promise<{ bytes: ArrayBuffer; file: Omit<EncryptedFile, "url"> }> {
	const rawKey = crypto.getRandomValues(new Uint8Array(32));
	const iv = new Uint8Array(16);
	// The upper half is random; the lower half counts blocks and must not overflow.
	crypto.getRandomValues(iv.subarray(0, 8));
	const key = await crypto.subtle.importKey("raw", rawKey, { name: "AES-CTR" }, false, ["encrypt"]);
	const bytes = await crypto.subtle.encrypt({ name: "AES-CTR", counter: iv, length: 64 }, key, plain);
	const hash = await crypto.subtle.digest("SHA-256", bytes);
	return {
		bytes,
		file: {
			v: "v2",
			key: {
				kty: "oct",
				alg: "A256CTR",
				ext: true,
				key_ops: ["encrypt", "decrypt"],
				k: unpadded(rawKey).replaceAll("+", "-").replaceAll("/", "_"),
			},
			iv: unpadded(iv),
			hashes: { sha256: unpadded(new Uint8Array(hash)) },
		},
	};
}

/** Decrypts; throws where the bytes are not those that were encrypted, or the message's keys are no keys. */
export async function decryptBytes(
	bytes: ArrayBuffer,
	file: { key: string; iv: string; sha256: string },
): Promise<ArrayBuffer> {
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	const wanted = base64(file.sha256);
	if (hash.length !== wanted.length || hash.some((byte, i) => byte !== wanted[i]))
		throw new Error("Other bytes than those that were encrypted");
	const key = await crypto.subtle.importKey("raw", base64(file.key), { name: "AES-CTR" }, false, ["decrypt"]);
	return crypto.subtle.decrypt({ name: "AES-CTR", counter: base64(file.iv), length: 64 }, key, bytes);
}

/** Unpadded base64, in either alphabet. */
function base64(text: string): Uint8Array<ArrayBuffer> {
	const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
	return Uint8Array.from(plain, (unit) => unit.charCodeAt(0));
}

function unpadded(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes)).replaceAll("=", "");
}
