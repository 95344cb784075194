// How fast the link is now: bytes over the time in which any were under way, the last seconds above all; pure.

/** After so many milliseconds what was before counts half. */
const memory = 2_000;
/** What was known before counts like so many milliseconds. */
const priorMs = 250;
/** Less says nothing. */
const leastMs = 4;
const leastBytes = 24_000;

/** One for all files: they share the link. */
export class Meter {
	private bytes = 0;
	private ms = 0;
	private under = 0;
	private since = 0;

	/** `known`: bits a second of earlier visits. */
	constructor(
		known: number | null,
		private readonly now: () => number = () => performance.now(),
	) {
		if (known === null) return;
		this.ms = priorMs;
		this.bytes = (known / 8000) * priorMs;
	}

	/** The answer to a question begins: the way there and back counts for nothing. */
	begin(): void {
		if (this.under++ === 0) this.since = this.now();
	}

	/** So many bytes more are here. */
	add(bytes: number): void {
		this.bytes += bytes;
	}

	/** An answer has ended. */
	end(): void {
		this.count();
		this.under -= 1;
		if (this.ms < memory) return;
		this.ms /= 2;
		this.bytes /= 2;
	}

	/** Bits a second; `null`: nobody knows yet. */
	get rate(): number | null {
		this.count();
		return this.ms >= leastMs && this.bytes >= leastBytes ? (this.bytes * 8000) / this.ms : null;
	}

	private count(): void {
		if (this.under === 0) return;
		const now = this.now();
		this.ms += now - this.since;
		this.since = now;
	}
}
