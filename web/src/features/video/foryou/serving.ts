// For tests: a server of packs, and tables that live as long as the test.
import type { KeyValue } from "@/lib/store";
import { PackKeeper, type Ports } from "./packs/keeper";
import { hashOf } from "./packs/verify";
import { type How, newSigner, type Written, writeList, writePack } from "./packs/writing";

/** A table in memory. */
export function table<V>(): KeyValue<V> {
	const all = new Map<string, V>();
	return {
		get: async (key) => structuredClone(all.get(key)),
		set: async (key, value) => void all.set(key, structuredClone(value)),
		delete: async (key) => void all.delete(key),
		values: async () => [...all.values()],
		keys: async () => [...all.keys()],
	};
}

/** A server, and what was asked of it. */
export class Served {
	readonly asked: string[] = [];
	signer = newSigner();
	now = 1_000_000;
	/** By path: an answer to everything else that is asked. */
	readonly files = new Map<string, () => Response>();
	private readonly packs = table<never>();
	private readonly notes = table<never>();

	/** Another visit, with the same tables. */
	keeper(): PackKeeper {
		return new PackKeeper({
			origin: "https://example.org",
			fetch: this.fetch as typeof fetch,
			packs: this.packs,
			notes: this.notes,
			now: () => this.now,
		} as Ports);
	}

	/** Puts a pack up; `deltas`: of older ones. */
	async put(
		all: readonly Written[],
		how: How = {},
		deltas: readonly { from: string; bytes: Uint8Array<ArrayBuffer> }[] = [],
	): Promise<string> {
		const file = async (bytes: Uint8Array<ArrayBuffer>) => {
			const hash = await hashOf(bytes);
			const url = `/_causeway/v1/feed/packs/${hash}`;
			this.files.set(url, () => new Response(bytes));
			return { hash, url, bytes: bytes.length, packed_bytes: bytes.length };
		};
		const { epoch = 1, pool = { language: null, level: "general" } } = how;
		const full = await file(writePack(all, how));
		const listed = { ...full, pool, epoch, count: all.length, deltas: [] as unknown[] };
		for (const { from, bytes } of deltas) listed.deltas.push({ ...(await file(bytes)), from });
		this.list({ packs: [listed] });
		return full.hash;
	}

	/** Puts a list up. */
	list(more: Record<string, unknown>): void {
		const { now } = this;
		const list = writeList(this.signer, {
			issued_ms: now,
			expires_ms: now + 86_400_000,
			next_ms: now + 900_000,
			...more,
		});
		this.files.set("/_causeway/v1/feed/packs", () => Response.json(list));
	}

	private readonly fetch = async (url: string): Promise<Response> => {
		this.asked.push(url);
		return this.files.get(url)?.() ?? Response.json({ errcode: "M_NOT_FOUND" }, { status: 404 });
	};
}
