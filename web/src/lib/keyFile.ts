// Message keys in a file under a passphrase, in the format that all Matrix clients share (spec: key exports).

const header = "-----BEGIN MEGOLM SESSION DATA-----";
const footer = "-----END MEGOLM SESSION DATA-----";
const version = 1;
const saltLength = 16;
const ivLength = 16;
const hmacLength = 32;
const headLength = 1 + saltLength + ivLength + 4;
/** Iterations of PBKDF2 for files that are made here. */
const rounds = 500_000;
/** A file that asks for more would only keep the device busy. */
const roundsMax = 10_000_000;

/** The file is none, is damaged, or the passphrase is wrong. */
export class KeyFileError extends Error {
	constructor(readonly why: "format" | "passphrase") {
		super(why);
	}
}

async function keysOf(salt: Uint8Array<ArrayBuffer>, iterations: number, passphrase: string) {
	const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, [
		"deriveBits",
	]);
	const bits = await crypto.subtle.deriveBits(
		{ name: "PBKDF2", salt, iterations, hash: "SHA-512" },
		base,
		512,
	);
	const [aes, hmac] = await Promise.all([
		crypto.subtle.importKey("raw", bits.slice(0, 32), "AES-CTR", false, ["encrypt", "decrypt"]),
		crypto.subtle.importKey("raw", bits.slice(32), { name: "HMAC", hash: "SHA-256" }, false, [
			"sign",
			"verify",
		]),
	]);
	return { aes, hmac };
}

/** Encrypts text into the file's text. */
export async function sealKeys(plain: string, passphrase: string, iterations = rounds): Promise<string> {
	const salt = crypto.getRandomValues(new Uint8Array(saltLength));
	const iv = crypto.getRandomValues(new Uint8Array(ivLength));
	// Bit 63 is cleared, as some implementations count in 63 bits (spec).
	iv[8] = (iv[8] ?? 0) & 0x7f;
	const { aes, hmac } = await keysOf(salt, iterations, passphrase);
	const cipher = await crypto.subtle.encrypt(
		{ name: "AES-CTR", counter: iv, length: 64 },
		aes,
		new TextEncoder().encode(plain),
	);
	const body = new Uint8Array(headLength + cipher.byteLength + hmacLength);
	body[0] = version;
	body.set(salt, 1);
	body.set(iv, 1 + saltLength);
	new DataView(body.buffer).setUint32(1 + saltLength + ivLength, iterations);
	body.set(new Uint8Array(cipher), headLength);
	const signed = body.slice(0, body.length - hmacLength);
	body.set(new Uint8Array(await crypto.subtle.sign("HMAC", hmac, signed)), signed.length);
	return `${header}\n${lines(body)}\n${footer}\n`;
}

/** Reads such a file; throws a [`KeyFileError`]. */
export async function openKeys(file: string, passphrase: string): Promise<string> {
	const body = unpack(file);
	if (body.length < headLength + hmacLength || body[0] !== version) throw new KeyFileError("format");
	const salt = body.slice(1, 1 + saltLength);
	const iv = body.slice(1 + saltLength, 1 + saltLength + ivLength);
	const iterations = new DataView(body.buffer).getUint32(1 + saltLength + ivLength);
	if (iterations === 0 || iterations > roundsMax) throw new KeyFileError("format");
	const { aes, hmac } = await keysOf(salt, iterations, passphrase);
	const signed = body.slice(0, body.length - hmacLength);
	if (!(await crypto.subtle.verify("HMAC", hmac, body.slice(body.length - hmacLength), signed)))
		throw new KeyFileError("passphrase");
	const plain = await crypto.subtle.decrypt(
		{ name: "AES-CTR", counter: iv, length: 64 },
		aes,
		body.slice(headLength, body.length - hmacLength),
	);
	return new TextDecoder().decode(plain);
}

/** Base64 in lines, as other clients write it. */
function lines(bytes: Uint8Array): string {
	let text = "";
	// In pieces: a big file has more bytes than a call has arguments.
	for (let i = 0; i < bytes.length; i += 0x6000)
		text += btoa(String.fromCharCode(...bytes.subarray(i, i + 0x6000)));
	return text.replaceAll(/.{96}(?=.)/g, "$&\n");
}

function unpack(file: string): Uint8Array<ArrayBuffer> {
	const begin = file.indexOf(header);
	const end = file.indexOf(footer);
	if (begin < 0 || end < begin) throw new KeyFileError("format");
	try {
		const plain = atob(file.slice(begin + header.length, end).replaceAll(/\s+/g, ""));
		return Uint8Array.from(plain, (unit) => unit.charCodeAt(0));
	} catch {
		throw new KeyFileError("format");
	}
}
