// The packs of this device: kept, and fetched anew by the schedule. An old pack stays until a good new one is there.
import type { KeyValue } from "@/lib/store";
import { applyDelta } from "./delta";
import { record } from "./fields";
import { type Listed, listOf, type PackFile, type PackList } from "./list";
import { PackError, refuse } from "./PackError";
import { type Pack, type PoolName, packOf, readPack } from "./read";
import { isOld } from "./schedule";
import { checkAge, hashOf, signers } from "./verify";

/** A pack as it is kept. Public, so it is kept as it came. */
interface StoredPack {
	hash: string;
	header: unknown;
	/** JSON of the items. */
	items: string;
	vectors: Uint8Array;
}

/** What is remembered beside the packs. */
interface Noted {
	askedAt: number;
	next: number;
	/** Milliseconds between packs of this server. */
	every: number;
	/** By the server's clock, when the list was made. */
	issued: number;
	/** The server's keys that are known, by id. */
	keys: Record<string, string>;
	/** The highest epoch of each pool. */
	epochs: Record<string, number>;
}

/** What the keeper works with. */
export interface Ports {
	origin: string;
	fetch: typeof fetch;
	packs: KeyValue<StoredPack>;
	notes: KeyValue<Noted>;
	now: () => number;
}

/** What became of asking. */
export type Asked = "new" | "same" | "missing";

/** Until first packs are there. */
const soon = 10_000;

const nothing: Noted = { askedAt: 0, next: 0, every: 0, issued: 0, keys: {}, epochs: {} };

/** The name of a pool, for tables. */
export const poolKey = ({ language, level }: PoolName): string => `${level} ${language ?? "*"}`;

/** Fetches and keeps. */
export class PackKeeper {
	/** By pool. */
	private readonly loaded = new Map<string, { hash: string; pack: Pack }>();
	private noted: Noted = nothing;

	constructor(private readonly ports: Ports) {}

	/** The packs that are there. */
	get all(): readonly Pack[] {
		return [...this.loaded.values()].map(({ pack }) => pack);
	}

	/** By the server's clock; this device's may be wrong. */
	get now(): number {
		const { askedAt, issued } = this.noted;
		const passed = this.ports.now() - askedAt;
		return issued > 0 ? issued + Math.max(0, passed) : this.ports.now();
	}

	/** How often there are new packs. */
	get every(): number {
		return this.noted.every;
	}

	/** Whether to ask at the start. */
	get old(): boolean {
		return this.loaded.size === 0 || isOld(this.noted.askedAt, this.noted.next, this.ports.now());
	}

	/** Reads what was kept; what is damaged is as if it had not been. */
	async load(): Promise<void> {
		this.noted = (await this.ports.notes.get("list").catch(() => undefined)) ?? nothing;
		const keys = await this.ports.packs.keys().catch(() => []);
		for (const key of keys) {
			const kept = await this.ports.packs.get(key).catch(() => undefined);
			try {
				if (kept)
					this.loaded.set(key, {
						hash: kept.hash,
						pack: packOf(kept.header, JSON.parse(kept.items), kept.vectors, "full"),
					});
			} catch {
				await this.ports.packs.delete(key).catch(() => undefined);
			}
		}
	}

	/** Asks for the list, and for those packs of it that are wanted and new. */
	async ask(languages: readonly string[]): Promise<Asked> {
		const answer = await this.get("/_causeway/v1/feed/packs");
		if (answer.status === 404) {
			const { errcode } = (await answer.json().catch(() => ({}))) as { errcode?: unknown };
			// A server that has just begun makes its first ones.
			this.noted = { ...this.noted, every: errcode === "M_NOT_FOUND" ? soon : 0 };
			return "missing";
		}
		if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
		const json: unknown = await answer.json().catch(() => refuse("the list is no JSON"));
		const list = listOf(json, this.ports.origin);
		const date = Date.parse(answer.headers.get("date") ?? "");
		checkAge(list, this.ports.now(), Number.isNaN(date) ? null : date);
		const keys = await this.known(await signers(json, list), list.server);
		const wanted = wantedOf(list, languages);
		for (const one of wanted)
			if (one.epoch < (this.noted.epochs[poolKey(one.pool)] ?? 0)) refuse("an old pack again");
		let asked: Asked = "same";
		for (const one of wanted) if (await this.take(one, list.server)) asked = "new";
		await this.dropOthers(wanted);
		await this.note(list, keys, wanted);
		return asked;
	}

	/** The same for everybody: no identity, nothing about where one comes from. */
	private get(url: string): Promise<Response> {
		return this.ports.fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
	}

	/** Refuses keys that are new, unless the server's own document has them. */
	private async known(signed: Record<string, string>, server: string): Promise<Record<string, string>> {
		const { keys } = this.noted;
		if (Object.entries(signed).some(([id, key]) => keys[id] === key)) return keys;
		if (Object.keys(keys).length === 0) return signed;
		const answer = await this.get("/_matrix/key/v2/server");
		const document = record(await answer.json().catch(() => refuse("no keys")), "keys");
		const published = record(document.verify_keys, "verify_keys");
		if (document.server_name !== server) refuse("keys of another server");
		const same = Object.entries(signed).filter(([id, key]) => record(published[id] ?? {}, "key").key === key);
		return same.length > 0 ? Object.fromEntries(same) : refuse("an unknown key");
	}

	/** Whether it is a new one. */
	private async take(listed: Listed, server: string): Promise<boolean> {
		const key = poolKey(listed.pool);
		const now = this.loaded.get(key);
		if (now?.hash === listed.hash) return false;
		const pack = (now && (await this.byDelta(now, listed))) ?? readPack(await this.bytes(listed), "full");
		const { header } = pack;
		if (header.server !== server || header.epoch !== listed.epoch || poolKey(header.pool) !== key)
			refuse("another pack");
		if (header.count !== listed.count) refuse("another number of videos");
		this.loaded.set(key, { hash: listed.hash, pack });
		await this.ports.packs.set(key, stored(listed.hash, pack)).catch(() => undefined);
		return true;
	}

	/** The shorter way, where there is one; whatever is wrong with it, there is the whole pack. */
	private async byDelta(now: { hash: string; pack: Pack }, listed: Listed): Promise<Pack | undefined> {
		const delta = listed.deltas.find(({ from }) => from === now.hash);
		if (!delta) return undefined;
		try {
			return applyDelta(now.pack, now.hash, readPack(await this.bytes(delta), "delta"));
		} catch (error) {
			if (error instanceof PackError) return undefined;
			throw error;
		}
	}

	private async bytes(file: PackFile): Promise<Uint8Array<ArrayBuffer>> {
		const answer = await this.get(file.url);
		if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
		const bytes = await read(answer, file.bytes);
		return (await hashOf(bytes)) === file.hash ? bytes : refuse("another hash");
	}

	private async dropOthers(wanted: readonly Listed[]): Promise<void> {
		const keys = new Set(wanted.map(({ pool }) => poolKey(pool)));
		for (const key of this.loaded.keys())
			if (!keys.has(key)) {
				this.loaded.delete(key);
				await this.ports.packs.delete(key).catch(() => undefined);
			}
	}

	private async note(list: PackList, keys: Record<string, string>, wanted: readonly Listed[]): Promise<void> {
		const epochs = { ...this.noted.epochs };
		for (const { pool, epoch } of wanted) epochs[poolKey(pool)] = epoch;
		const { next, issued } = list;
		this.noted = { askedAt: this.ports.now(), next, issued, every: next - issued, keys, epochs };
		await this.ports.notes.set("list", this.noted).catch(() => undefined);
	}
}

/** No more than was announced: what unpacks without end is not unpacked to its end. */
async function read(answer: Response, length: number): Promise<Uint8Array<ArrayBuffer>> {
	const reader = answer.body?.getReader();
	const bytes = new Uint8Array(length);
	let at = 0;
	for (;;) {
		const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
		if (done || !value) break;
		if (at + value.length > length) {
			await reader?.cancel();
			refuse("longer than announced");
		}
		bytes.set(value, at);
		at += value.length;
	}
	return at === length ? bytes : refuse("shorter than announced");
}

/** The pools of the languages that one reads; all languages together where one has none of its own. */
function wantedOf({ packs }: PackList, languages: readonly string[]): Listed[] {
	const general = packs.filter(({ pool }) => pool.level === "general");
	const own = languages.map((language) => general.find(({ pool }) => pool.language === language));
	const all = general.find(({ pool }) => pool.language === null);
	const found = own.filter((one) => one !== undefined);
	if (found.length < languages.length || found.length === 0) return all ? [...found, all] : found;
	return found;
}

function stored(hash: string, { header, items, vectors }: Pack): StoredPack {
	const { tasteIn, tasteOut, nextIn, nextOut } = header.scales;
	return {
		hash,
		header: {
			...header,
			dims: 64,
			scales: {
				taste_in: String(tasteIn),
				taste_out: String(tasteOut),
				next_in: String(nextIn),
				next_out: String(nextOut),
			},
		},
		items: JSON.stringify(items.map(({ raw }) => raw)),
		vectors: new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.length),
	};
}
