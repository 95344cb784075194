// Which mini-apps were withdrawn, by the hashes of their files. The server is asked for the whole list, without an account and
// at most once an hour: which apps somebody has, and that it is this person who has some, it is not told.
import { call, type Told } from "../causeway";

/** A version that nobody should use any more. */
export type Withdrawn = Told<"WithdrawnVersion">;

/** The list is asked for again after this time; after a failure sooner. */
const everyMs = 60 * 60 * 1000;
const retryMs = 60 * 1000;

/** The list of one server. */
export class WithdrawnApps {
	#known: ReadonlyMap<string, Withdrawn> = new Map();
	#next = 0;
	#asking: Promise<void> = Promise.resolve();
	readonly #watchers = new Set<() => void>();

	constructor(
		private readonly ask: () => Promise<readonly Withdrawn[]>,
		private readonly now: () => number = Date.now,
	) {}

	/** Asks, unless that was done lately; resolves when what is known is all that can be known now. */
	look(): Promise<void> {
		if (this.now() < this.#next) return this.#asking;
		this.#next = this.now() + everyMs;
		this.#asking = this.ask().then(
			(versions) => {
				this.#known = new Map(versions.map((one) => [one.sha256, one]));
				for (const changed of this.#watchers) changed();
			},
			() => {
				this.#next = this.now() + retryMs;
			},
		);
		return this.#asking;
	}

	/** What is said of a file; `undefined`: nothing. */
	of(sha256: string | null): Withdrawn | undefined {
		return sha256 === null ? undefined : this.#known.get(sha256);
	}

	/** Tells whenever the list is another one. */
	readonly watch = (onChange: () => void): (() => void) => {
		this.#watchers.add(onChange);
		return () => this.#watchers.delete(onChange);
	};
}

/** The list of this server. */
export const withdrawnApps = new WithdrawnApps(
	async () => (await call(null, "get", "directory/withdrawn")).versions,
);
