// @vitest-environment node
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { downloadZip } from "client-zip";
import { describe, expect, it } from "vitest";
import { ArchiveError, readArchive } from "./archive";

type Options = Parameters<ZipWriter<Uint8Array>["add"]>[2];
type File = [name: string, content: string | Uint8Array, options?: Options];

const page: File = ["index.html", "<!doctype html>"];

async function pack(...files: File[]): Promise<Uint8Array> {
	const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
	for (const [name, content, options] of files) {
		const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
		await writer.add(name, new Uint8ArrayReader(bytes), options);
	}
	return writer.close();
}

/** Writes other bytes over each place where some stand: what no packer would make. */
function patched(bytes: Uint8Array, from: string | number[], to: string | number[]): Uint8Array {
	const code = (part: string | number[]) =>
		typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part;
	const [old, fresh] = [code(from), code(to)];
	const out = new Uint8Array(bytes);
	let count = 0;
	for (let at = 0; at + old.length <= out.length; at += 1)
		if (old.every((byte, i) => out[at + i] === byte)) {
			out.set(fresh, at);
			count += 1;
		}
	if (count === 0) throw new Error("nothing to patch");
	return out;
}

async function fault(bytes: Uint8Array): Promise<string> {
	try {
		await readArchive(bytes);
		return "none";
	} catch (error) {
		if (error instanceof ArchiveError) return error.message;
		throw error;
	}
}

describe("a mini-app's file", () => {
	it("is its files, its name and its picture", async () => {
		const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]);
		const toml =
			'name = "Shared \\u4E2D list" # x\nsource_code_url = "https://example.org/x"\n[causeway]\nname = "no"';
		const packed = await pack(page, ["manifest.toml", toml], ["icon.png", png], ["a/b.js", "1"]);
		const archive = await readArchive(packed);
		expect(archive.name).toBe("Shared 中 list");
		expect(archive.manifest.source_code_url).toBe("https://example.org/x");
		expect(archive.icon?.type).toBe("image/png");
		expect([...archive.files.keys()]).toEqual(["index.html", "manifest.toml", "icon.png", "a/b.js"]);
		expect(new TextDecoder().decode(archive.files.get("a/b.js"))).toBe("1");
	});

	it("has names in other languages in a table of ours, and no other table means anything", async () => {
		const toml =
			'[other]\nname = "x"\n[causeway.name]\nzh-Hans = "棋\\n"\n"de" = "quoted keys are not read"\n[causeway]\nfr = "x"\n';
		const archive = await readArchive(await pack(page, ["manifest.toml", `name = "Chess"\n${toml}`]));
		expect(archive.manifest).toEqual({ name: "Chess", names: { "zh-Hans": "棋" } });
	});

	it("may be stored without compression, have folders, and no manifest", async () => {
		const packed = await pack(["a/", "", { directory: true }], ["index.html", "x", { level: 0 }]);
		const archive = await readArchive(packed);
		expect(archive).toMatchObject({ name: null, icon: null, manifest: {} });
		expect([...archive.files.keys()]).toEqual(["index.html"]);
	});

	it("has a name that is clipped and a picture that is what it is called, or none", async () => {
		const svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
		const huge = `name = "${"n".repeat(900_000)}"`;
		expect(await readArchive(await pack(page, ["icon.png", svg], ["manifest.toml", huge]))).toMatchObject({
			name: null,
			icon: null,
		});
		const long = `name = '${"n".repeat(500)}'\nsource_code_url = "javascript:alert(1)"`;
		const archive = await readArchive(await pack(page, ["manifest.toml", long]));
		expect(archive.manifest).toEqual({ name: "n".repeat(80) });
	});

	it("is refused with the reason where it is no zip or has no first page", async () => {
		expect(await fault(new Uint8Array())).toBe("notZip");
		expect(await fault(new TextEncoder().encode("<!doctype html>".repeat(100)))).toBe("notZip");
		expect(await fault(await pack(["x.html", "x"]))).toBe("noIndex");
		expect(await fault(await pack(["Index.HTML", "x"]))).toBe("indexCase: Index.HTML");
		expect(await fault(await pack(["app/index.html", "x"]))).toBe("indexCase: app/index.html");
	});

	it("has no names that leave it, and none that systems read differently", async () => {
		for (const name of ["../evil.js", "a/../../b", "/etc/passwd", "a//b", "./a", "C:/x", "a\u0000b"]) {
			const packed = await pack(page, ["x".repeat(name.length), "1"]);
			const bad = await fault(patched(packed, "x".repeat(name.length), name));
			expect(bad, JSON.stringify(name)).toBe(`names: ${name}`);
		}
		const backslash = await pack(page, ["xxxx", "1"]);
		expect(await fault(patched(backslash, "xxxx", "a\\b1"))).toBe("names: a\\b1");
		expect(await fault(await pack(page, ["n".repeat(300), "1"]))).toBe(`names: ${"n".repeat(300)}`);
	});

	it("has no link, nothing encrypted, no name twice, no other compression", async () => {
		const link = await pack(page, ["l", "/etc/passwd", { unixMode: 0o120777, msDosCompatible: false }]);
		expect(await fault(link)).toBe("link: l");
		expect(await fault(await pack(page, ["s", "x", { password: "p" }]))).toBe("encrypted: s");
		const twice = await pack(page, ["aaaa", "1"], ["bbbb", "2"]);
		expect(await fault(patched(twice, "bbbb", "aaaa"))).toMatch(/^(twice|damaged)/);
		expect(await fault(await pack(page, ["a", "1"], ["A", "2"]))).toBe("twice: A");
		// The method stands at the same place in both headers: version, flags, method.
		const stored = await pack(page, ["m", "x".repeat(50)]);
		for (const method of [9, 12, 14, 93, 95]) {
			const other = new Uint8Array(stored);
			const view = new DataView(other.buffer);
			for (let at = 0; at + 12 < other.length; at += 1) {
				if (view.getUint32(at, true) === 0x04034b50) view.setUint16(at + 8, method, true);
				if (view.getUint32(at, true) === 0x02014b50) view.setUint16(at + 10, method, true);
			}
			expect(await fault(other)).toBe("method: index.html");
		}
	});

	it("is no bomb", async () => {
		const zeros = new Uint8Array(5_000_000);
		expect(await fault(await pack(page, ["z", zeros]))).toBe("bomb: z");
		const many = Array.from({ length: 5_001 }, (_, i) => ({ name: `f${i}`, input: "" }));
		expect(await fault(new Uint8Array(await downloadZip(many).arrayBuffer()))).toBe("tooMany");
		expect(await fault(new Uint8Array(64_000_001))).toBe("tooLarge");
		// Says that it has 4 GB.
		const packed = await pack(page, ["big", "b".repeat(3_000)]);
		expect(await fault(patched(packed, [0xb8, 0x0b, 0, 0], [0xff, 0xff, 0xff, 0xfe]))).toBe("bomb: big");
	});

	it("says neither more nor less than it has", async () => {
		const packed = await pack(page, ["f", "abc".repeat(1_000)]);
		for (const size of [
			[1, 0, 0, 0],
			[0xff, 0x0f, 0, 0],
		])
			expect(await fault(patched(packed, [0xb8, 0x0b, 0, 0], size))).toBe("damaged: f");
		for (const end of [10, 40, packed.length - 10])
			expect(["notZip", "damaged"]).toContain(await fault(packed.slice(0, end)));
		const text = "what is stored as it is";
		const stored = await pack(page, ["t", text, { level: 0 }]);
		expect(await fault(patched(stored, text, text.replace("is", "iz")))).toBe("damaged: t");
	});

	it("is refused by a reason whatever its bytes are", async () => {
		const packed = await pack(page, ["manifest.toml", 'name = "x"'], ["a.js", "1".repeat(200)]);
		let seed = 7;
		const dice = (bound: number) => {
			seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
			return seed % bound;
		};
		for (let round = 0; round < 100; round += 1) {
			const broken = new Uint8Array(packed);
			for (let i = 0; i < 1 + dice(6); i += 1) broken[dice(broken.length)] = dice(256);
			// Throws nothing but an ArchiveError.
			await fault(broken);
		}
	});
});
