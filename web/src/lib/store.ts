// What the app keeps on this device: one small IndexedDB database per topic, all named causeway-….
import { deleteDB, type IDBPDatabase, openDB } from "idb";

/** A table of values by key. */
export interface KeyValue<V> {
	get(key: string): Promise<V | undefined>;
	set(key: string, value: V): Promise<void>;
	delete(key: string): Promise<void>;
	/** All values, in the order of their keys. */
	values(): Promise<V[]>;
	/** All keys, in order. */
	keys(): Promise<string[]>;
}

const prefix = "causeway-";

/** The table `causeway-<name>`; opened when first used, also by workers. */
export function keyValue<V>(name: string): KeyValue<V> {
	let opened: Promise<IDBPDatabase> | undefined;
	const database = () => {
		opened ??= openDB(prefix + name, 1, {
			upgrade: (db) => {
				db.createObjectStore("values");
			},
			// Signing out in another tab deletes it: let go, and open anew when needed.
			blocking: (_now, _next, event) => {
				opened = undefined;
				(event.target as IDBDatabase).close();
			},
			terminated: () => {
				opened = undefined;
			},
		}).catch((error: unknown) => {
			opened = undefined;
			throw error;
		});
		return opened;
	};
	return {
		get: async (key) => (await database()).get("values", key),
		set: async (key, value) => {
			// "strict": on disk before it counts as written (an unsent message must survive a crash).
			const tx = (await database()).transaction("values", "readwrite", { durability: "strict" });
			try {
				await Promise.all([tx.store.put(value, key), tx.done]);
				tellRoom(true);
			} catch (error) {
				if (isFull(error)) tellRoom(false);
				throw error;
			}
		},
		delete: async (key) => (await database()).delete("values", key),
		values: async () => (await database()).getAll("values"),
		keys: async () => (await (await database()).getAllKeys("values")) as string[],
	};
}

/** Forgets what the SDK keeps, the keys of its cryptography included; our own tables stay. */
export async function forgetSdk(): Promise<void> {
	const databases = await indexedDB.databases();
	await Promise.all(
		databases.map(({ name }) =>
			name?.startsWith("matrix-js-sdk") ? deleteDB(name, { blocked: () => undefined }) : undefined,
		),
	);
}

/**
 * Whether the browser lets us keep anything on this device. "denied": not in some private windows; "full": what was kept
 * can be read, and nothing comes to it.
 */
export async function keeping(): Promise<"yes" | "denied" | "full"> {
	try {
		const probe = keyValue<number>("probe");
		await probe.set("probe", Date.now());
		return "yes";
	} catch (error) {
		return isFull(error) ? "full" : "denied";
	}
}

const isFull = (error: unknown): boolean =>
	error instanceof DOMException && error.name === "QuotaExceededError";

let tellRoom: (there: boolean) => void = () => undefined;

/** Calls back after each writing: whether there was room for it. */
export function onRoom(run: (there: boolean) => void): void {
	tellRoom = run;
}

const forgetKey = "causeway.forget";

/** Asks the next page to forget everything: this one still holds what is to go. */
export function forgetOnNextPage(): void {
	try {
		localStorage.setItem(forgetKey, "1");
	} catch {
		// Storage denied: nothing was kept.
	}
}

/** Does what the page before has asked for. */
export async function forgetIfAsked(): Promise<void> {
	if (localStorage.getItem(forgetKey) !== null) await forgetEverything();
}

/** Forgets everything that this app, the SDK and its cryptography keep on this device. */
export async function forgetEverything(): Promise<void> {
	const databases = await indexedDB.databases();
	await Promise.all(
		databases.map(({ name }) => (name ? deleteDB(name, { blocked: () => undefined }) : undefined)),
	);
	const kept = localStorage.getItem("causeway.settings");
	localStorage.clear();
	if (kept) localStorage.setItem("causeway.settings", kept);
}
