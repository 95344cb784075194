import { expect, test } from "vitest";
import { decryptBytes, encryptBytes } from "./mediaCrypto";

const plain = new TextEncoder().encode("the noodles were from this video").buffer;

const keysOf = (file: Awaited<ReturnType<typeof encryptBytes>>["file"]) => ({
	key: file.key.k,
	iv: file.iv,
	sha256: file.hashes.sha256,
});

test("what was encrypted comes back", async () => {
	const { bytes, file } = await encryptBytes(plain);
	expect(new TextDecoder().decode(bytes)).not.toContain("noodles");
	const back = await decryptBytes(bytes, keysOf(file));
	expect(new TextDecoder().decode(back)).toBe("the noodles were from this video");
});

test("the file is described as format v2 wants: URL-safe key, counter from zero, no padding", async () => {
	const { file } = await encryptBytes(plain);
	expect(file.v).toBe("v2");
	expect(file.key.k).toMatch(/^[\w-]{43}$/);
	expect(file.iv).toMatch(/^[A-Za-z0-9+/]{11}A{11}$/);
	expect(file.hashes.sha256).toMatch(/^[A-Za-z0-9+/]{43}$/);
});

test("two files never share a key", async () => {
	const [one, other] = [await encryptBytes(plain), await encryptBytes(plain)];
	expect(one.file.key.k).not.toBe(other.file.key.k);
	expect(one.file.iv).not.toBe(other.file.iv);
});

test("changed bytes and broken keys are refused", async () => {
	const { bytes, file } = await encryptBytes(plain);
	const changed = bytes.slice(0);
	new Uint8Array(changed)[3] = 0;
	await expect(decryptBytes(changed, keysOf(file))).rejects.toThrow();
	await expect(decryptBytes(bytes, { ...keysOf(file), iv: "AAAA" })).rejects.toThrow();
	await expect(decryptBytes(bytes, { ...keysOf(file), key: "?" })).rejects.toThrow();
	await expect(decryptBytes(bytes, { ...keysOf(file), sha256: "" })).rejects.toThrow();
});

test("a file of another client (matrix spec's format) is read", async () => {
	// Padded base64, as older clients write it.
	const key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
	const imported = await crypto.subtle.importKey(
		"raw",
		Uint8Array.from({ length: 32 }, (_, i) => i),
		"AES-CTR",
		false,
		["encrypt"],
	);
	const counter = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0);
	const bytes = await crypto.subtle.encrypt(
		{ name: "AES-CTR", counter, length: 64 },
		imported,
		new TextEncoder().encode("hello"),
	);
	const sha256 = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
	const back = await decryptBytes(bytes, { key, iv: "AQIDBAUGBwgAAAAAAAAAAA==", sha256 });
	expect(new TextDecoder().decode(back)).toBe("hello");
});
