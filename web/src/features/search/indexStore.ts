// The index on disk: messages with their terms, found by a multi-entry index. Runs in the worker.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Entry } from "./entries";
import type { Filters, Hit, Progress, Stats } from "./protocol";
import { excerpt, score } from "./rank";
import { fold, termsOf, type Wanted, wantedOf } from "./tokens";

/** A message as it is kept. The key begins with the time, so that keys in order are messages in order. */
interface Row extends Entry {
	key: string;
	terms: string[];
	/** When the words were changed last; the newest change stands. */
	edited?: number;
	/** Who changed them, while the message itself is not known yet. */
	editor?: string;
}

interface Schema extends DBSchema {
	messages: { key: string; value: Row; indexes: { terms: string; eventId: string; roomId: string } };
	progress: { key: string; value: Progress };
	meta: { key: string; value: number };
}

/** Answers that are looked at closely; older ones than the newest so many are not. */
const closeLook = 2_000;

let opened: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
	opened ??= openDB<Schema>("causeway-search", 1, {
		upgrade: (db) => {
			const messages = db.createObjectStore("messages", { keyPath: "key" });
			messages.createIndex("terms", "terms", { multiEntry: true });
			messages.createIndex("eventId", "eventId");
			messages.createIndex("roomId", "roomId");
			db.createObjectStore("progress", { keyPath: "roomId" });
			db.createObjectStore("meta");
		},
		// Signing out deletes it: let go.
		blocking: (_now, _next, event) => {
			opened = undefined;
			(event.target as IDBDatabase).close();
		},
		terminated: () => {
			opened = undefined;
		},
	});
	opened.catch(() => {
		opened = undefined;
	});
	return opened;
}

const keyOf = (ts: number, eventId: string) =>
	`${String(Math.max(0, Math.floor(ts))).padStart(14, "0")} ${eventId}`;
const roomTerm = (roomId: string) => `\u0001${roomId}`;
const senderTerm = (sender: string) => `\u0002${sender}`;
const weightOf = (row: Row) =>
	200 + row.text.length * 2 + row.terms.reduce((sum, term) => sum + term.length * 2 + 40, 0);

function rowOf(entry: Entry): Row {
	const terms = [...termsOf(entry.text), roomTerm(entry.roomId), senderTerm(entry.sender)];
	return { ...entry, key: keyOf(entry.ts, entry.eventId), terms };
}

/** Adds messages and changes; what is there already stays as it is. */
export async function put(entries: readonly Entry[]): Promise<null> {
	const db = await database();
	const tx = db.transaction(["messages", "meta"], "readwrite", { durability: "relaxed" });
	const messages = tx.objectStore("messages");
	let weight = 0;
	for (const entry of entries) {
		const target = entry.edits ?? entry.eventId;
		const kept = await messages.index("eventId").get(target);
		const row = merged(kept, entry);
		if (!row || row === kept) continue;
		if (kept) {
			weight -= weightOf(kept);
			if (kept.key !== row.key) await messages.delete(kept.key);
		}
		weight += weightOf(row);
		await messages.put(row);
	}
	const meta = tx.objectStore("meta");
	await meta.put(Math.max(0, ((await meta.get("bytes")) ?? 0) + weight), "bytes");
	await tx.done;
	return null;
}

/** What is kept after an entry came: only the author's own changes count (spec: event replacements, validity). */
function merged(kept: Row | undefined, entry: Entry): Row | undefined {
	if (entry.edits) {
		if (!kept)
			// The change came before what it changes, as it does when history is read backwards.
			return { ...rowOf({ ...entry, eventId: entry.edits }), edited: entry.ts, editor: entry.sender };
		if (kept.sender !== entry.sender || kept.roomId !== entry.roomId || (kept.edited ?? 0) >= entry.ts)
			return kept;
		const row = rowOf({ ...kept, text: entry.text, kind: entry.kind });
		return { ...row, edited: entry.ts };
	}
	if (!kept) return rowOf(entry);
	if (kept.editor === undefined) return kept;
	const own = kept.editor === entry.sender && kept.roomId === entry.roomId;
	const row = rowOf(own ? { ...entry, text: kept.text, kind: kept.kind } : entry);
	return own ? { ...row, edited: kept.edited } : row;
}

async function drop(keys: readonly string[]): Promise<void> {
	const db = await database();
	const tx = db.transaction(["messages", "meta"], "readwrite");
	const messages = tx.objectStore("messages");
	let weight = 0;
	for (const key of keys) {
		const row = await messages.get(key);
		if (!row) continue;
		weight += weightOf(row);
		await messages.delete(key);
	}
	const meta = tx.objectStore("meta");
	await meta.put(Math.max(0, ((await meta.get("bytes")) ?? 0) - weight), "bytes");
	await tx.done;
}

/** Forgets messages: they were recalled. */
export async function remove(eventIds: readonly string[]): Promise<null> {
	const db = await database();
	const keys: string[] = [];
	for (const id of eventIds) keys.push(...(await db.getAllKeysFromIndex("messages", "eventId", id)));
	await drop(keys);
	return null;
}

/** Forgets a room that was left. */
export async function forgetRoom(roomId: string): Promise<null> {
	const db = await database();
	await drop(await db.getAllKeysFromIndex("messages", "roomId", roomId));
	await db.delete("progress", roomId);
	return null;
}

/** Whether one of these messages is in the index. */
export async function known(eventIds: readonly string[]): Promise<boolean> {
	const db = await database();
	for (const id of eventIds) if (await db.getKeyFromIndex("messages", "eventId", id)) return true;
	return false;
}

/** How far each room was read. */
export async function progress(): Promise<Progress[]> {
	return (await database()).getAll("progress");
}

/** Notes how far a room was read. */
export async function setProgress(one: Progress): Promise<null> {
	await (await database()).put("progress", one);
	return null;
}

/** How much there is. */
export async function stats(): Promise<Stats> {
	const db = await database();
	return { messages: await db.count("messages"), bytes: (await db.get("meta", "bytes")) ?? 0 };
}

/** The keys of the messages that have a term, or one that begins with it. */
async function keysOf(term: string, prefix: boolean): Promise<Set<string>> {
	const range = prefix ? IDBKeyRange.bound(term, `${term}\uFFFF`) : IDBKeyRange.only(term);
	return new Set(await (await database()).getAllKeysFromIndex("messages", "terms", range));
}

/** Messages that answer, best first; the newest first when only filters are given. */
export async function find(
	query: string,
	filters: Filters,
	limit: number,
): Promise<{ hits: Hit[]; more: boolean }> {
	const wanted = wantedOf(query);
	const nothing = { hits: [], more: false };
	if (wanted.length === 0) return nothing;
	let keys: Set<string> | undefined;
	const narrow = (to: Set<string>) => {
		keys = keys ? keys.intersection(to) : to;
	};
	for (const { terms, prefix } of wanted) {
		for (const term of terms) {
			narrow(await keysOf(term, prefix));
			if (keys?.size === 0) return nothing;
		}
	}
	if (filters.sender) narrow(await keysOf(senderTerm(filters.sender), false));
	if (filters.roomIds) narrow(await keysOfRooms(filters.roomIds));
	const after = filters.after === undefined ? "" : keyOf(filters.after, "");
	const before = filters.before === undefined ? "\uFFFF" : keyOf(filters.before, "");
	const newest = [...(keys ?? [])]
		.filter((key) => key >= after && key < before)
		.sort()
		.slice(-closeLook);
	return best(newest, query, wanted, limit);
}

async function keysOfRooms(roomIds: readonly string[]): Promise<Set<string>> {
	let all = new Set<string>();
	for (const roomId of roomIds) all = all.union(await keysOf(roomTerm(roomId), false));
	return all;
}

async function best(keys: readonly string[], query: string, wanted: readonly Wanted[], limit: number) {
	const db = await database();
	const tx = db.transaction("messages");
	const rows = await Promise.all(keys.map((key) => tx.store.get(key)));
	const now = Date.now();
	const phrase = fold(query).trim();
	const answers = rows
		.flatMap((row) => (row ? [{ row, score: score(fold(row.text), phrase, wanted, row.ts, now) }] : []))
		.filter((one) => one.score > 0)
		.sort((a, b) => b.score - a.score || b.row.ts - a.row.ts);
	const hits = answers.slice(0, limit).map(
		({ row }): Hit => ({
			eventId: row.eventId,
			roomId: row.roomId,
			sender: row.sender,
			ts: row.ts,
			kind: row.kind,
			pieces: excerpt(row.text, wanted),
		}),
	);
	return { hits, more: answers.length > limit };
}
