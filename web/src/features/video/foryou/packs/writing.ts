// For tests: writes packs as the server does.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { canonical } from "./canonical";
import { dims, type PoolName, vectorBytes } from "./read";

/** Items of a pack as JSON, and their four vectors. */
export interface Written {
	item: Record<string, unknown>;
	vectors: Int8Array;
}

/** An item with nothing but what must be there. */
export const plainItem = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
	id,
	author: "@mei:example.org",
	caption: "",
	tags: [],
	language: null,
	sound: null,
	duration_ms: 10_000,
	created_ts: 1_000,
	group: "catalogue",
	quality: 50,
	acts: 0,
	new_creator: false,
	counts: { likes: 0 },
	...more,
});

/** Header fields that differ. */
export interface How {
	kind?: "full" | "delta";
	base?: string | null;
	removed?: string[];
	model?: string;
	epoch?: number;
	pool?: PoolName;
	more?: Record<string, unknown>;
}

/** The bytes of a pack. */
export function writePack(all: readonly Written[], how: How = {}): Uint8Array<ArrayBuffer> {
	const { kind = "full", base = null, removed = [], model = "m1", epoch = 1, more = {} } = how;
	const header = {
		server: "example.org",
		pool: how.pool ?? { language: null, level: "general" },
		epoch,
		base,
		model,
		dims,
		scales: { taste_in: "0.01", taste_out: "0.01", next_in: "0.01", next_out: "0.01" },
		count: all.length,
		removed,
		...more,
	};
	const sorted = [...all].sort((one, other) => (String(one.item.id) < String(other.item.id) ? -1 : 1));
	const [head, items] = [header, sorted.map(({ item }) => item)].map((json) =>
		new TextEncoder().encode(JSON.stringify(json)),
	) as [Uint8Array, Uint8Array];
	const bytes = new Uint8Array(8 + 4 + head.length + 4 + items.length + sorted.length * vectorBytes);
	const view = new DataView(bytes.buffer);
	bytes.set(new TextEncoder().encode("CWFP"));
	bytes[4] = 1;
	bytes[5] = kind === "full" ? 0 : 1;
	view.setUint32(8, head.length, true);
	bytes.set(head, 12);
	view.setUint32(12 + head.length, items.length, true);
	bytes.set(items, 16 + head.length);
	sorted.forEach(({ vectors }, i) => {
		bytes.set(
			new Uint8Array(vectors.buffer, vectors.byteOffset, vectorBytes),
			16 + head.length + items.length + i * vectorBytes,
		);
	});
	return bytes;
}

/** A server's key. */
export interface Signer {
	/** Base64 of the public one. */
	key: string;
	secret: KeyObject;
}

/** A new one. */
export function newSigner(): Signer {
	const { publicKey, privateKey } = generateKeyPairSync("ed25519");
	const key = publicKey
		.export({ format: "der", type: "spki" })
		.subarray(-32)
		.toString("base64")
		.replace(/=+$/, "");
	return { key, secret: privateKey };
}

/** A list that is signed. */
export function writeList({ key, secret }: Signer, more: Record<string, unknown>) {
	const list = { version: 1, server: "example.org", verify_keys: { "ed25519:1": key }, ...more };
	const signature = sign(null, Buffer.from(canonical(list)), secret)
		.toString("base64")
		.replace(/=+$/, "");
	return { ...list, signatures: { "example.org": { "ed25519:1": signature } } };
}
