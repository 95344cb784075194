import { expect, test } from "vitest";
import { Served } from "../serving";
import { PackError } from "./PackError";
import { vectorBytes } from "./read";
import { newSigner, plainItem, type Written, writePack } from "./writing";

const written = (id: string): Written => ({ item: plainItem(id), vectors: new Int8Array(vectorBytes) });
const ids = (keeper: { all: readonly { items: readonly { id: string }[] }[] }) =>
	keeper.all.flatMap(({ items }) => items.map(({ id }) => id));

test("a pack is fetched once, kept, and there on the next visit without asking", async () => {
	const served = new Served();
	await served.put([written("a"), written("b")]);
	const keeper = served.keeper();
	await keeper.load();
	expect(keeper.old).toBe(true);
	expect(await keeper.ask(["en"])).toBe("new");
	expect(await keeper.ask(["en"])).toBe("same");
	expect(served.asked).toHaveLength(3);
	const later = served.keeper();
	await later.load();
	expect(ids(later)).toEqual(["a", "b"]);
	expect(later.old).toBe(false);
	served.now += 1_000_000;
	expect(later.old).toBe(true);
	// The clock went back: nothing is known about how long ago it was.
	served.now -= 10_000_000;
	expect(later.old).toBe(true);
	expect(later.now).toBe(1_000_000);
});

test("a delta is taken where there is one, and the whole pack where it is wrong", async () => {
	for (const wrong of [false, true]) {
		const served = new Served();
		const old = await served.put([written("a"), written("b")]);
		const keeper = served.keeper();
		await keeper.ask([]);
		const delta = writePack([written("c")], {
			kind: "delta",
			base: wrong ? "B".repeat(43) : old,
			epoch: 2,
			removed: ["a"],
		});
		const hash = await served.put([written("b"), written("c")], { epoch: 2 }, [{ from: old, bytes: delta }]);
		served.asked.length = 0;
		expect(await keeper.ask([])).toBe("new");
		expect(ids(keeper)).toEqual(["b", "c"]);
		expect(served.asked.includes(`/_causeway/v1/feed/packs/${hash}`)).toBe(wrong);
	}
});

test("a server without packs, one that cannot be reached, and one without videos", async () => {
	const served = new Served();
	expect(await served.keeper().ask([])).toBe("missing");
	served.files.set("/_causeway/v1/feed/packs", () => Response.json({}, { status: 502 }));
	await expect(served.keeper().ask([])).rejects.toThrow("502");
	served.list({ packs: [] });
	const keeper = served.keeper();
	expect(await keeper.ask([])).toBe("same");
	expect(keeper.all).toEqual([]);
});

test("what is not as it should be is refused, and the old pack stays", async () => {
	const served = new Served();
	await served.put([written("a")], { epoch: 7 });
	const keeper = served.keeper();
	await keeper.ask([]);
	const refused = async () => {
		await expect(keeper.ask([])).rejects.toThrow(PackError);
		expect(ids(keeper)).toEqual(["a"]);
	};
	await served.put([written("b")], { epoch: 6 });
	await refused();
	const hash = await served.put([written("b")], { epoch: 8 });
	served.files.set(
		`/_causeway/v1/feed/packs/${hash}`,
		() => new Response(writePack([written("x")], { epoch: 8 })),
	);
	await refused();
	served.files.set(`/_causeway/v1/feed/packs/${hash}`, () => new Response(new Uint8Array(1_000_000)));
	await refused();
	served.list({ packs: [], expires_ms: 5 });
	await refused();
	served.files.set("/_causeway/v1/feed/packs", () => new Response("<html>"));
	await refused();
});

test("another key is taken where the server's own document has it", async () => {
	const served = new Served();
	await served.put([written("a")]);
	const keeper = served.keeper();
	await keeper.ask([]);
	served.signer = newSigner();
	await served.put([written("b")], { epoch: 2 });
	const document =
		(key: string, server_name = "example.org") =>
		() =>
			Response.json({ server_name, verify_keys: { "ed25519:1": { key } } });
	await expect(keeper.ask([])).rejects.toThrow(PackError);
	served.files.set("/_matrix/key/v2/server", document(newSigner().key));
	await expect(keeper.ask([])).rejects.toThrow(PackError);
	served.files.set("/_matrix/key/v2/server", document(served.signer.key, "evil.example"));
	await expect(keeper.ask([])).rejects.toThrow(PackError);
	served.files.set("/_matrix/key/v2/server", document(served.signer.key));
	expect(await keeper.ask([])).toBe("new");
	expect(ids(keeper)).toEqual(["b"]);
});
