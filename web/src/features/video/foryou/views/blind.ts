// The client's part of RFC 9474, RSABSSA-SHA384-PSS-Randomized: Prepare and Blind (4.1, 4.2), Finalize (4.4). In
// BigInt, because @cloudflare/blindrsa-ts takes a quarter of a second a token where this takes a millisecond, and a
// day has hundreds; that library, and the RFC's vector, are what the tests hold it against. Hashes and the check of
// the signature are WebCrypto's.
import { bytesOf, joined, numberOf, unbase64 } from "./bytes";

/** Bytes of a SHA-384, and of a salt. */
const hashBytes = 48;

/** A public key of the server. */
export interface ViewKey {
	n: bigint;
	e: bigint;
	/** Bytes of the modulus, and of everything that is blinded or signed. */
	bytes: number;
	verifying: CryptoKey;
}

/** A message that waits for its signature. */
export interface Blinded {
	/** 32 random bytes that the signature is put over, and 32 that RFC 9474 puts before them. */
	nonce: Uint8Array;
	prefix: Uint8Array;
	/** What the server is shown. */
	blinded: Uint8Array;
	/** What undoes it; never leaves the device. */
	inverse: Uint8Array;
}

/** Reads a SubjectPublicKeyInfo in base64. */
export async function readKey(spki: string): Promise<ViewKey> {
	const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
	const verifying = await crypto.subtle.importKey("spki", unbase64(spki), algorithm, true, ["verify"]);
	const { n, e } = await crypto.subtle.exportKey("jwk", verifying);
	const bytes = (text: string | undefined) =>
		unbase64((text ?? "").replaceAll("-", "+").replaceAll("_", "/"));
	const modulus = bytes(n);
	return { n: numberOf(modulus), e: numberOf(bytes(e)), bytes: modulus.length, verifying };
}

const random = (bytes: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(bytes));

/** Makes a message and blinds it. */
export async function blind(key: ViewKey): Promise<Blinded> {
	const [nonce, prefix] = [random(32), random(32)];
	for (;;) {
		// 1 ≤ factor < n, each as likely: what is too large is drawn again.
		const factor = numberOf(random(key.bytes));
		if (factor === 0n || factor >= key.n) continue;
		const made = await blindWith(key, joined(prefix, nonce), random(hashBytes), factor);
		if (made) return { nonce, prefix, ...made };
	}
}

/** Blind (RFC 9474, 4.2) with given chance; `null`: another factor is needed. */
export async function blindWith(
	key: ViewKey,
	prepared: Uint8Array<ArrayBuffer>,
	salt: Uint8Array<ArrayBuffer>,
	factor: bigint,
): Promise<Pick<Blinded, "blinded" | "inverse"> | null> {
	const inverse = inverseOf(factor, key.n);
	if (inverse === null) return null;
	const message = numberOf(await encode(prepared, key.bytes, salt));
	const blinded = (message * power(factor, key.e, key.n)) % key.n;
	return { blinded: bytesOf(blinded, key.bytes), inverse: bytesOf(inverse, key.bytes) };
}

/** The signature of the message out of that of the blinded one; `null`: it is not one. */
export async function finish(
	key: ViewKey,
	waiting: Pick<Blinded, "nonce" | "prefix" | "inverse">,
	blindSignature: Uint8Array,
): Promise<Uint8Array | null> {
	if (blindSignature.length !== key.bytes) return null;
	const signed = (numberOf(blindSignature) * numberOf(waiting.inverse)) % key.n;
	const signature = bytesOf(signed, key.bytes);
	const check = { name: "RSA-PSS", saltLength: hashBytes };
	const prepared = joined(waiting.prefix, waiting.nonce);
	return (await crypto.subtle.verify(check, key.verifying, signature, prepared)) ? signature : null;
}

/** EMSA-PSS-ENCODE (RFC 8017, 9.1.1) of a message for a modulus of so many bytes, whose highest bit is set. */
async function encode(
	message: Uint8Array<ArrayBuffer>,
	bytes: number,
	salt: Uint8Array,
): Promise<Uint8Array> {
	const hash = await sha384(joined(new Uint8Array(8), await sha384(message), salt));
	const block = joined(new Uint8Array(bytes - 2 * hashBytes - 2), Uint8Array.of(1), salt);
	const mask = await mgf1(hash, block.length);
	const masked = block.map((byte, at) => byte ^ (mask[at] ?? 0));
	masked[0] = (masked[0] ?? 0) & 0x7f;
	return joined(masked, hash, Uint8Array.of(0xbc));
}

/** MGF1 (RFC 8017, B.2.1). */
async function mgf1(seed: Uint8Array, length: number): Promise<Uint8Array> {
	const rounds = Array.from({ length: Math.ceil(length / hashBytes) }, (_, round) =>
		sha384(joined(seed, Uint8Array.of(0, 0, 0, round))),
	);
	return joined(...(await Promise.all(rounds))).subarray(0, length);
}

async function sha384(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
	return new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	let square = base % modulus;
	for (let rest = exponent; rest > 0n; rest >>= 1n) {
		if (rest & 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}

/** By Euclid; `null`: there is none. */
function inverseOf(value: bigint, modulus: bigint): bigint | null {
	let [low, high] = [value % modulus, modulus];
	let [factor, before] = [1n, 0n];
	while (low > 1n) {
		const times = high / low;
		[high, low] = [low, high - times * low];
		[before, factor] = [factor, before - times * factor];
	}
	if (low !== 1n) return null;
	return factor < 0n ? factor + modulus : factor;
}
