// Picture or sound of one video on its way from a file into the browser's store.
import type { Meter } from "./Meter";
import { Unplayable } from "./manifest";
import { lateBy } from "./mp4";
import type { Track } from "./playlist";
import { type Cursor, cursorAfter, nextSpan, type Span, storedFrom } from "./span";

/** Without a byte for so long, a question is given up. */
const patienceMs = 6_000;
/** Of a long video what was seen is let go, so many seconds behind. */
const keptSeconds = 20;

type Bytes = Uint8Array<ArrayBuffer>;

/** What is missing, and until when. */
interface Wanted {
	/** Seconds. */
	time: number;
	until: number;
	/** Up to the end of a piece. */
	whole: boolean;
}

/** How a span comes into the store. */
interface Bringing {
	streams: () => boolean;
	turn: () => Promise<void>;
	signal: AbortSignal;
}

/** One `SourceBuffer`, filled by one file after another. */
export class Lane {
	private track: Track | null = null;
	/** What kind of bytes it is of, and of which the store takes. */
	private kind: string;
	private taken: string;
	/** Whose description the store got last. */
	private described: Track | null = null;
	private cursor: Cursor | null = null;

	constructor(
		private readonly source: MediaSource,
		private readonly store: SourceBuffer,
		private readonly meter: Meter,
		/** `video/mp4; codecs="…"`, as the store was made. */
		kind: string,
	) {
		this.kind = kind;
		this.taken = kind;
	}

	/** Seconds from `time` on; Infinity: to the end. */
	stored(time: number): number {
		const seconds = this.secondsFrom(time);
		const more = this.track && nextSpan(this.track, this.cursor, { time, stored: seconds, ...everything });
		return more ? seconds : Number.POSITIVE_INFINITY;
	}

	/** Bytes that are missing of the piece that was begun. */
	get left(): number {
		const { piece = 0, at = 0 } = this.cursor ?? {};
		const begun = this.track?.pieces[piece];
		return begun ? begun.to - Math.max(at, begun.from) : 0;
	}

	/** Whether another file may take over: nothing of a piece was begun. */
	get isBetweenPieces(): boolean {
		const piece = this.track?.pieces[this.cursor?.piece ?? 0];
		return !this.cursor || !piece || this.cursor.at <= piece.from;
	}

	/** The file that is read from now on. Those of one video have their pieces at the same times. */
	read(track: Track, kind: string): void {
		if (track === this.track) return;
		this.track = track;
		this.kind = kind;
		const { piece = -1 } = this.cursor ?? {};
		const at = track.pieces[piece]?.from;
		this.cursor = at === undefined ? null : { piece, at };
	}

	/** What is to be fetched next. */
	missing({ time, until, whole }: Wanted): Span | null {
		const stored = this.secondsFrom(time);
		return this.track && nextSpan(this.track, this.cursor, { time, stored, until, whole });
	}

	/**
	 * Fetches a span into the store. `streams`: each byte as it comes; else all of it when it is complete and `turn` has
	 * come, so that on a slow link a video does not stop after every frame.
	 */
	async bring(span: Span, { streams, turn, signal }: Bringing): Promise<void> {
		const { track } = this;
		if (!track) return;
		// What was begun is not ended.
		if (span.fresh && this.source.readyState === "open") this.store.abort();
		// The description stands right before the first piece: one question for both.
		const joined = this.described !== track && span.at === track.head;
		if (this.described !== track && !joined) await this.describe(track, signal);
		let at = joined ? 0 : span.at;
		let held: Bytes[] = [];
		const put = async () => {
			const bytes = joinedOf(held);
			held = [];
			if (this.described !== track) this.setOffset(track, bytes);
			await this.append(bytes);
			at += bytes.byteLength;
			this.cursor = cursorAfter(track, span, at);
		};
		const isEnough = () => this.described === track || lengthOf(held) >= track.head;
		try {
			for await (const bytes of this.bytes(track.url, at, span.to, signal)) {
				held.push(bytes);
				if (isEnough() && streams()) await put();
			}
			if (held.length > 0) await turn();
		} finally {
			// What came of it needs not come again.
			if (held.length > 0 && isEnough() && this.source.readyState !== "closed") await put();
		}
	}

	/** Lets go of what is far behind; only of a long video, since a short one is soon seen again. */
	async forget(time: number): Promise<void> {
		const { buffered } = this.store;
		if (buffered.length === 0 || buffered.start(0) > time - 2 * keptSeconds) return;
		this.store.remove(0, time - keptSeconds);
		await isIdle(this.store);
	}

	private secondsFrom(time: number): number {
		const { buffered } = this.store;
		const ranges = Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
		return storedFrom(time, ranges as [number, number][]);
	}

	private async describe(track: Track, signal: AbortSignal): Promise<void> {
		const parts: Bytes[] = [];
		for await (const bytes of this.bytes(track.url, 0, track.head, signal)) parts.push(bytes);
		const head = joinedOf(parts);
		this.setOffset(track, head);
		await this.append(head);
	}

	private setOffset(track: Track, bytes: Bytes): void {
		if (this.kind !== this.taken) this.store.changeType(this.kind);
		this.taken = this.kind;
		this.store.timestampOffset = -lateBy(bytes.subarray(0, track.head));
		this.described = track;
	}

	private async append(bytes: Bytes): Promise<void> {
		if (this.source.readyState === "closed") throw new Unplayable("Nobody watches any more");
		this.store.appendBuffer(bytes);
		await isIdle(this.store);
	}

	private async *bytes(url: string, from: number, to: number, signal: AbortSignal): AsyncGenerator<Bytes> {
		const patience = new AbortController();
		let timer = setTimeout(() => patience.abort(), patienceMs);
		const response = await fetch(url, {
			headers: { range: `bytes=${from}-${to - 1}` },
			signal: AbortSignal.any([signal, patience.signal]),
		});
		// A proxy that knows no ranges would send all of the file.
		if (response.status !== 206 || !response.body) {
			patience.abort();
			throw new Unplayable(`${response.status}`);
		}
		const reader = response.body.getReader();
		this.meter.begin();
		try {
			for (;;) {
				const { value, done } = await reader.read();
				if (done) return;
				clearTimeout(timer);
				timer = setTimeout(() => patience.abort(), patienceMs);
				this.meter.add(value.byteLength);
				yield value;
			}
		} finally {
			this.meter.end();
			clearTimeout(timer);
			void reader.cancel().catch(() => undefined);
		}
	}
}

const everything = { until: Number.POSITIVE_INFINITY, whole: true };

const lengthOf = (parts: readonly Bytes[]): number =>
	parts.reduce((sum, { byteLength }) => sum + byteLength, 0);

function joinedOf(parts: readonly Bytes[]): Bytes {
	const [only] = parts;
	if (only && parts.length === 1) return only;
	const all = new Uint8Array(lengthOf(parts));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.byteLength;
	}
	return all;
}

function isIdle(store: SourceBuffer): Promise<void> {
	return new Promise((resolve, reject) => {
		store.addEventListener("error", () => reject(new Unplayable("Not what was told")), { once: true });
		store.addEventListener("updateend", () => resolve(), { once: true });
	});
}
