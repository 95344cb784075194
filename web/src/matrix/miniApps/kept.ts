// What of mini-apps is on this device: their updates, and which ones were opened; encrypted (lib/vault).
import { memoryVault, openVault, type Vault } from "@/lib/vault";
import { chunkOf, type Face, type Logged } from "./UpdateLog";

/** What is kept of one mini-app beside its updates. */
export interface Head {
	version: 1;
	/** The serial that comes next. */
	next: number;
	face: Face;
	/** Whether all older updates are here. */
	complete: boolean;
	/** The newest events that were looked at: what is older than one of them is known. */
	recent: readonly string[];
	/** Events that could not be decrypted when they came. */
	unread: readonly string[];
	/** Bytes of each piece of updates. */
	sizes: Record<number, number>;
	/** Updates of my own that are not in the room. */
	unsent: number;
}

/** A mini-app that was opened on this device. */
export interface OpenedApp {
	id: string;
	roomId: string;
	name: string;
	/** The content of its message: where the file is, its keys, its icon. */
	content: Record<string, unknown>;
	/** When it was opened last, Unix milliseconds. */
	opened: number;
}

/** Everything of one account. */
export class Kept {
	private readonly vault: Promise<Vault>;

	constructor(userId: string) {
		// Storage denied, as in some private windows: it lives as long as the page.
		this.vault = openVault("apps", userId).catch(() => memoryVault());
	}

	/** What was kept of a mini-app; `null`: nothing, or nothing that can be read. */
	async read(id: string): Promise<{ head: Head; updates: Logged[] } | null> {
		const vault = await this.vault;
		const head = (await vault.read(`head ${id}`).catch(() => undefined)) as Head | undefined;
		if (head?.version !== 1) return null;
		const parts = await Promise.all(
			Array.from({ length: chunkOf(head.next) + 1 }, (_, chunk) =>
				vault.read(`updates ${id} ${chunk}`).catch(() => undefined),
			),
		);
		return { head, updates: parts.flatMap((part) => (Array.isArray(part) ? (part as Logged[]) : [])) };
	}

	/** Only what a card shows. */
	async face(id: string): Promise<Head | null> {
		const head = (await (await this.vault).read(`head ${id}`).catch(() => undefined)) as Head | undefined;
		return head?.version === 1 ? head : null;
	}

	/** Writes changed pieces, and then the head: a crash between them costs nothing that is not fetched again. */
	async write(id: string, head: Head, chunks: ReadonlyMap<number, readonly Logged[]>): Promise<void> {
		const vault = await this.vault;
		await Promise.all([...chunks].map(([chunk, updates]) => vault.write(`updates ${id} ${chunk}`, updates)));
		await vault.write(`head ${id}`, head);
	}

	/** Removes all that was kept of a mini-app. */
	async remove(id: string): Promise<void> {
		const vault = await this.vault;
		const head = await this.face(id);
		for (let chunk = 0; head && chunk <= chunkOf(head.next); chunk += 1)
			await vault.remove(`updates ${id} ${chunk}`);
		await vault.remove(`head ${id}`);
	}

	/** The mini-apps that were opened here. */
	async opened(): Promise<OpenedApp[]> {
		const list = await (await this.vault).read("opened").catch(() => undefined);
		return Array.isArray(list) ? (list as OpenedApp[]) : [];
	}

	/** Changes the list of them. */
	async setOpened(list: readonly OpenedApp[]): Promise<void> {
		await (await this.vault).write("opened", list);
	}
}
