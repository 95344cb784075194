import { describe, expect, it } from "vitest";
import { openKeys, sealKeys } from "./keyFile";

describe("key files", () => {
	it("open with their passphrase, long ones too", async () => {
		const keys = JSON.stringify(
			Array.from({ length: 3000 }, (_, i) => ({ session_id: `s${i}`, 词: "钥匙" })),
		);
		const file = await sealKeys(keys, "correct horse", 1000);
		expect(file.startsWith("-----BEGIN MEGOLM SESSION DATA-----\n")).toBe(true);
		expect(await openKeys(file, "correct horse")).toBe(keys);
	});
	it("do not open with another one, or after a change", async () => {
		const file = await sealKeys("[]", "correct horse", 1000);
		await expect(openKeys(file, "battery staple")).rejects.toMatchObject({ why: "passphrase" });
		const at = 70;
		const changed = file.slice(0, at) + (file[at] === "A" ? "B" : "A") + file.slice(at + 1);
		await expect(openKeys(changed, "correct horse")).rejects.toBeTruthy();
	});
	it("opens the specification's format as other clients write it", async () => {
		// A test vector of matrix-js-sdk's time (element-web, MegolmExportEncryption).
		const file = [
			"-----BEGIN MEGOLM SESSION DATA-----",
			"AXNhbHRzYWx0c2FsdHNhbHSIiIiIiIiIiIiIiIiIiIiIAAAACmIRUW2OjZ3L2l6j9h0lHlV3M2dx",
			"cissyYBxjsfsAndErh065A8=",
			"-----END MEGOLM SESSION DATA-----",
		].join("\n");
		expect(await openKeys(file, "password")).toBe("plain");
	});
	it("refuses what is no key file, and one that would never end", async () => {
		await expect(openKeys("hello", "x")).rejects.toMatchObject({ why: "format" });
		const file = await sealKeys("[]", "x", 1);
		const bytes = Uint8Array.from(atob(file.split("\n")[1] ?? ""), (c) => c.charCodeAt(0));
		new DataView(bytes.buffer).setUint32(33, 0xffffffff);
		const slow = `-----BEGIN MEGOLM SESSION DATA-----\n${btoa(String.fromCharCode(...bytes))}\n-----END MEGOLM SESSION DATA-----`;
		await expect(openKeys(slow, "x")).rejects.toMatchObject({ why: "format" });
	});
});
