import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical } from "./canonical";
import { listOf } from "./list";
import { PackError } from "./PackError";
import { checkAge, hashOf, signers } from "./verify";
import { newSigner, writeList } from "./writing";

const origin = "https://example.org";
const signer = newSigner();

const hash = "A".repeat(43);
const pack = {
	pool: { language: null, level: "general" },
	epoch: 3,
	hash,
	bytes: 10,
	packed_bytes: 5,
	count: 1,
	url: `/_causeway/v1/feed/packs/${hash}`,
	deltas: [],
};

const signed = (more: Record<string, unknown> = {}) =>
	writeList(signer, { issued_ms: 1000, expires_ms: 5000, next_ms: 2000, packs: [pack], ...more });

test("canonical JSON as in the Matrix specification", () => {
	expect(canonical({ b: 1, a: "日", c: { z: [null, true, -3], "": false } })).toBe(
		'{"a":"日","b":1,"c":{"":false,"z":[null,true,-3]}}',
	);
	expect(canonical({ "\uFF5E": 1, "\u{1F600}": 2 })).toBe('{"\uFF5E":1,"\u{1F600}":2}');
	expect(() => canonical(1.5)).toThrow(PackError);
});

test("a signed list is believed, a changed one is not", async () => {
	const answer = signed();
	expect(await signers(answer, listOf(answer, origin))).toEqual({ "ed25519:1": signer.key });
	for (const change of [
		{ expires_ms: 6000 },
		{ packs: [] },
		{ packs: [{ ...pack, epoch: 4 }] },
		{ verify_keys: {} },
	]) {
		const changed = { ...answer, ...change };
		await expect(signers(changed, listOf(changed, origin))).rejects.toThrow(PackError);
	}
	for (const signatures of [
		{ "example.org": { "ed25519:1": "!!" } },
		{ "example.org": { "ed25519:2": "AAAA" } },
	]) {
		const changed = { ...answer, signatures };
		await expect(signers(changed, listOf(changed, origin))).rejects.toThrow(PackError);
	}
});

test("a list is over when both clocks say so", () => {
	const list = listOf(signed(), origin);
	expect(() => checkAge(list, 4000, null)).not.toThrow();
	expect(() => checkAge(list, 9_000_000, 4000)).not.toThrow();
	expect(() => checkAge(list, 0, 9_000_000)).not.toThrow();
	expect(() => checkAge(list, 9_000_000, 9_000_000)).toThrow(PackError);
	expect(() => checkAge(list, 9_000_000, null)).toThrow(PackError);
});

test("a list that is none is refused, whatever it is", () => {
	expect(() => listOf(signed({ packs: [{ ...pack, url: "https://evil.example/x" }] }), origin)).toThrow(
		PackError,
	);
	expect(() => listOf(signed({ packs: [{ ...pack, bytes: 1e12 }] }), origin)).toThrow(PackError);
	fc.assert(
		fc.property(
			fc.jsonValue(),
			fc.constantFrom("version", "server", "packs", "verify_keys", "signatures", "next_ms"),
			(value, name) => {
				try {
					listOf({ ...signed(), [name]: value }, origin);
				} catch (error) {
					expect(error).toBeInstanceOf(PackError);
				}
			},
		),
	);
});

test("bytes are named by their hash", async () => {
	expect(await hashOf(new TextEncoder().encode("abc"))).toBe("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
});
