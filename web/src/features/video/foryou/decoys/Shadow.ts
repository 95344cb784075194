// Fetches decoys as the player fetches videos: the same playlists, quality and pieces, as fast as somebody would watch. What
// comes is let go.
import { chosen, track, variants } from "../../player/manifest";
import type { Track } from "../../player/playlist";
import { conditions } from "../../player/Stream";
import { type Cursor, cursorAfter, nextSpan } from "../../player/span";

/** A video, and how much of it is fetched, 0 to 1. */
export interface Shadowed {
	/** Of its master playlist. */
	address: string;
	part: number;
	/** How long it is. */
	seconds: number;
}

/** More waiting ones are forgotten: who swipes quickly has watched them briefly. */
const most = 6;
/** Seconds ahead of what would be watched, and how often it goes on. */
const ahead = 2;
const stepMs = 1_000;

/** One after the other, while the page is looked at. */
export class Shadow {
	private waiting: Shadowed[] = [];
	private running = false;

	constructor(private readonly pause = (ms: number) => new Promise<void>((go) => setTimeout(go, ms))) {}

	/** Also these. */
	add(more: readonly Shadowed[]): void {
		this.waiting = [...this.waiting, ...more].slice(-most);
		if (!this.running) void this.run();
	}

	private async run(): Promise<void> {
		this.running = true;
		for (let next = this.waiting.shift(); next; next = this.waiting.shift())
			if (document.visibilityState === "visible") await this.follow(next).catch(() => undefined);
		this.running = false;
	}

	private async follow({ address, part, seconds }: Shadowed): Promise<void> {
		const quality = chosen(await variants(address), conditions(document.documentElement));
		if (!quality) return;
		const files = [track(quality.url), ...(quality.sound ? [track(quality.sound)] : [])];
		const readings = (await Promise.all(files)).map((file) => new Reading(file));
		const end = part * seconds;
		for (let watched = 0; watched < end; watched += stepMs / 1000) {
			await Promise.all(readings.map((one) => one.until(Math.min(watched + ahead, seconds))));
			await this.pause(stepMs);
		}
	}
}

/** How far a file was read. */
class Reading {
	private cursor: Cursor | null = null;

	constructor(private readonly file: Track) {}

	/** Fetches what is missing up to a second of the video. */
	async until(second: number): Promise<void> {
		for (;;) {
			const { piece = 0 } = this.cursor ?? {};
			const stored = this.cursor ? (this.file.pieces[piece]?.start ?? Number.POSITIVE_INFINITY) : 0;
			const span = nextSpan(this.file, this.cursor, { time: 0, stored, until: second, whole: true });
			if (!span) return;
			// The description stands before the first piece: one question for both, as the player asks.
			const from = this.cursor ? span.at : 0;
			const answer = await fetch(this.file.url, { headers: { range: `bytes=${from}-${span.to - 1}` } });
			await answer.arrayBuffer();
			this.cursor = cursorAfter(this.file, span, span.to);
		}
	}
}
