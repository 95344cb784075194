import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { applyDelta } from "./delta";
import { PackError } from "./PackError";
import { readPack, vectorBytes } from "./read";
import { plainItem, type Written, writePack } from "./writing";

// Many runs of each property, also where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const written = (id: string, value = 1, more: Record<string, unknown> = {}): Written => ({
	item: plainItem(id, more),
	vectors: new Int8Array(vectorBytes).fill(value),
});

/** Whatever they are: a pack or a PackError. */
function reads(bytes: Uint8Array): boolean {
	try {
		readPack(bytes, "full");
		return true;
	} catch (error) {
		if (!(error instanceof PackError)) throw error;
		return false;
	}
}

const ids = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), { maxLength: 30 });

test("what was written is read", () => {
	fc.assert(
		fc.property(ids, fc.integer({ min: -128, max: 127 }), (all, value) => {
			const pack = readPack(writePack(all.map((id) => written(id, value, { tags: ["Noodles"] }))), "full");
			expect(pack.items.map(({ id }) => id)).toEqual([...all].sort());
			expect(pack.items.every(({ tags }) => tags[0] === "noodles")).toBe(true);
			expect(pack.vectors).toHaveLength(all.length * vectorBytes);
			expect(pack.vectors.every((one) => one === value)).toBe(true);
		}),
	);
});

test("arbitrary bytes are refused", () => {
	fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => !reads(bytes)));
	// With the right beginning, so that the fuzzing gets further.
	fc.assert(
		fc.property(
			fc.uint8Array({ maxLength: 512 }),
			(bytes) => !reads(new Uint8Array([0x43, 0x57, 0x46, 0x50, 1, 0, 0, 0, ...bytes])),
		),
	);
});

test("a pack that was changed anywhere is refused, or still a pack within its limits", () => {
	const good = writePack([written("a"), written("b"), written("c")]);
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), {
				minLength: 1,
				maxLength: 8,
			}),
			fc.nat(good.length),
			(changes, length) => {
				const bytes = good.slice();
				for (const [at, value] of changes) bytes[at] = value;
				reads(bytes);
				if (length < good.length) expect(reads(good.slice(0, length))).toBe(false);
			},
		),
		{ numRuns: 1000 },
	);
});

test("items and headers of any JSON are refused, or read", () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.string(), (value, name) => {
			const bytes = writePack([
				{ item: { ...plainItem("a"), [name]: value } as never, vectors: new Int8Array(vectorBytes) },
			]);
			reads(bytes);
			reads(writePack([written("a")], { more: { [name]: value } }));
		}),
	);
});

test("huge and impossible numbers are refused", () => {
	const refused = (more: Record<string, unknown>) =>
		expect(reads(writePack([written("a", 1, more)]))).toBe(false);
	refused({ counts: { likes: 1e300 } });
	refused({ counts: { likes: -1 } });
	refused({ quality: 101 });
	refused({ quality: "NaN" });
	refused({ duration_ms: 0.5 });
	refused({ created_ts: 1e17 });
	refused({ id: "../x" });
	refused({ author: "mei" });
	refused({ group: "best" });
	expect(reads(writePack([written("a"), written("a")]))).toBe(false);
	const scales = { taste_in: "NaN", taste_out: "1", next_in: "1", next_out: "1" };
	expect(reads(writePack([], { more: { scales } }))).toBe(false);
	expect(reads(writePack([], { more: { scales: { ...scales, taste_in: "1e9" } } }))).toBe(false);
	expect(reads(writePack([], { more: { count: 1 } }))).toBe(false);
	expect(reads(writePack([], { more: { dims: 32 } }))).toBe(false);
});

const name = "A".repeat(43);

test("a delta makes the older pack into the newer one", () => {
	fc.assert(
		fc.property(ids, ids, fc.nat(), (olds, news, seed) => {
			const kept = olds.filter((_, i) => (seed >> (i % 16)) % 2 === 0);
			const old = readPack(writePack(olds.map((id) => written(id, 1))), "full");
			const after = [
				...kept.filter((id) => !news.includes(id)).map((id) => written(id, 1)),
				...news.map((id) => written(id, 2)),
			];
			const delta = readPack(
				writePack(
					news.map((id) => written(id, 2)),
					{
						kind: "delta",
						base: name,
						epoch: 2,
						removed: olds.filter((id) => !kept.includes(id) && !news.includes(id)),
					},
				),
				"delta",
			);
			const want = readPack(writePack(after, { epoch: 2 }), "full");
			expect(applyDelta(old, name, delta)).toEqual(want);
		}),
	);
});

test("a delta of another pack, model or pool is refused", () => {
	const old = readPack(writePack([written("a")], { epoch: 5 }), "full");
	const refused = (how: Parameters<typeof writePack>[1]) => {
		const delta = readPack(
			writePack([written("b")], { kind: "delta", base: name, epoch: 6, ...how }),
			"delta",
		);
		expect(() => applyDelta(old, name, delta)).toThrow(PackError);
	};
	refused({ base: "B".repeat(43) });
	refused({ model: "m2" });
	refused({ epoch: 4 });
	refused({ removed: ["z"] });
	refused({ pool: { language: "en", level: "general" } });
	expect(() => readPack(writePack([], { kind: "delta", base: name }), "full")).toThrow(PackError);
});
