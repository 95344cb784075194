import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { describe, expect, it } from "vitest";
import { blind, blindWith, finish, readKey } from "./blind";
import { base64, bytesOf, joined, numberOf } from "./bytes";
import vector from "./rfc9474_a1.json";

const bytes = (hex: string): Uint8Array<ArrayBuffer> => bytesOf(BigInt(`0x0${hex}`), hex.length / 2);

/** The public key of the vector as the server tells keys. */
async function keyOfVector() {
	const url = (value: Uint8Array) =>
		base64(value).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
	const jwk = { kty: "RSA", n: url(bytes(vector.n)), e: "AQAB" };
	const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
	const key = await crypto.subtle.importKey("jwk", jwk, algorithm, true, ["verify"]);
	return readKey(base64(new Uint8Array(await crypto.subtle.exportKey("spki", key))));
}

/** A server as the library has it. */
async function otherSide() {
	const suite = RSABSSA.SHA384.PSS.Randomized();
	const pair = await suite.generateKey({ modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) });
	const spki = base64(new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)));
	return { suite, pair, key: await readKey(spki) };
}

describe("blind signatures", () => {
	it("are those of RFC 9474, appendix A.1", async () => {
		const key = await keyOfVector();
		const prepared = joined(bytes(vector.msg_prefix), bytes(vector.msg));
		// The vector names the inverse of the factor: the inverse of that is the factor.
		const inverse = numberOf(bytes(vector.inv));
		const back = await blindWith(key, prepared, bytes(vector.salt), inverse);
		const made = await blindWith(key, prepared, bytes(vector.salt), numberOf(back?.inverse ?? prepared));
		expect(made?.blinded).toEqual(bytes(vector.blinded_msg));
		expect(made?.inverse).toEqual(bytes(vector.inv));
		const waiting = {
			nonce: bytes(vector.msg),
			prefix: bytes(vector.msg_prefix),
			inverse: bytes(vector.inv),
		};
		expect(await finish(key, waiting, bytes(vector.blind_sig))).toEqual(bytes(vector.sig));
	});

	it("are signed and verified by another implementation", async () => {
		const { suite, pair, key } = await otherSide();
		const waiting = await blind(key);
		const signed = await suite.blindSign(pair.privateKey, waiting.blinded);
		const signature = await finish(key, waiting, signed);
		expect(signature).not.toBeNull();
		const prepared = joined(waiting.prefix, waiting.nonce);
		expect(await suite.verify(pair.publicKey, signature ?? prepared, prepared)).toBe(true);
	}, 30_000);

	it("are not taken where they are wrong", async () => {
		const { key } = await otherSide();
		const waiting = await blind(key);
		expect(await finish(key, waiting, waiting.blinded)).toBeNull();
		expect(await finish(key, waiting, waiting.blinded.subarray(1))).toBeNull();
	}, 30_000);
});
