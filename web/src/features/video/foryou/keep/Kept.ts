// One thing that is kept, and changed by several tabs at once: what a tab changed is done again on what another wrote
// meanwhile, so that neither loses what it learnt.
import { DamagedError, type Vault } from "@/lib/vault";

/** The form in which things are kept; a higher number was written by a newer app. */
const version = 1;

/** How it is with keeping. */
export type Keeping =
	| "yes"
	/** It could not be opened: it began anew. */
	| "damaged"
	/** A newer app wrote it: it stays as it is, and nothing is learnt. */
	| "newer"
	/** There was no room: what is new is lost with the page. */
	| "full";

interface Stored {
	version: number;
	revision: number;
	value: unknown;
}

/** Locks out the other tabs. */
export type Locked = <R>(name: string, run: () => Promise<R>) => Promise<R>;

/** A value with its changes. */
export class Kept<V> {
	keeping: Keeping = "yes";
	/** Changes that are not on disk yet. */
	private waiting: ((value: V) => void)[] = [];
	private revision = 0;

	private constructor(
		private readonly name: string,
		public value: V,
		private readonly read: (value: unknown) => V,
		private readonly vault: Vault,
		private readonly locked: Locked,
	) {}

	/** Reads it; `read` makes a new one of `undefined`, and leaves out what is not as it should be. */
	static async open<V>(
		name: string,
		read: (value: unknown) => V,
		vault: Vault,
		locked: Locked,
	): Promise<Kept<V>> {
		const kept = new Kept(name, read(undefined), read, vault, locked);
		await kept.reload();
		return kept;
	}

	/** Changes it, at once here and at the next `flush` on disk. */
	change(act: (value: V) => void): void {
		act(this.value);
		this.waiting.push(act);
	}

	/** Takes up what another tab wrote; own changes stay. */
	async reload(): Promise<void> {
		const stored = await this.stored();
		if (!stored || stored.revision === this.revision) return;
		this.value = this.read(stored.value);
		this.revision = stored.revision;
		for (const act of this.waiting) act(this.value);
	}

	/** Writes; says whether anything was written. */
	async flush(): Promise<boolean> {
		if (this.waiting.length === 0 || this.keeping === "newer") return false;
		return this.locked(`causeway-foryou ${this.name}`, async () => {
			await this.reload();
			// Another flush, or a newer app, was here first.
			if (this.waiting.length === 0 || (this.keeping as Keeping) === "newer") return false;
			const done = this.waiting;
			this.waiting = [];
			try {
				await this.vault.write(this.name, {
					version,
					revision: this.revision + 1,
					value: this.value,
				} satisfies Stored);
				this.revision += 1;
				if (this.keeping === "full") this.keeping = "yes";
				return true;
			} catch {
				// Full, or taken away while the page is open: it is tried again with the next change.
				this.waiting = [...done, ...this.waiting];
				this.keeping = "full";
				return false;
			}
		});
	}

	private async stored(): Promise<Stored | undefined> {
		try {
			const stored = (await this.vault.read(this.name)) as Partial<Stored> | undefined;
			if (!stored) return undefined;
			if (typeof stored.version !== "number" || typeof stored.revision !== "number")
				throw new DamagedError(this.name);
			if (stored.version > version) {
				this.keeping = "newer";
				return undefined;
			}
			return stored as Stored;
		} catch (error) {
			if (error instanceof DamagedError) this.keeping = "damaged";
			else this.keeping = "full";
			return undefined;
		}
	}
}
