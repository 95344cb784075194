// Views that count without a viewer: the one thing that the player knows of all this. Loaded when something plays.
// How it works, for other clients too: docs/developer/views.md.
import { keyValue } from "@/lib/store";
import { type ViewCalls, viewCalls } from "./calls";
import type { Kept } from "./kept";
import { queueView, sendOne, type Viewed } from "./spend";
import { takeTokens, type World } from "./tokens";

/** How often another tab's views are looked for. */
const lookMs = 60_000;
/** One tab asks and sends at a time. */
const lock = "causeway-views";

const device: World = { now: () => Date.now(), random: () => Math.random() };

/** The queue of views of this device. */
export class Views {
	constructor(
		private readonly calls: ViewCalls,
		private readonly kept: Kept = {
			plan: keyValue("video-view-plan"),
			tokens: keyValue("video-view-tokens"),
			views: keyValue("video-views"),
		},
		private readonly world: World = device,
	) {}

	/** The queue of who is signed in. */
	static of(accessToken: () => string): Views {
		return new Views(viewCalls(accessToken));
	}

	/** A view ended; it is sent some time later. */
	async viewed(view: Viewed): Promise<void> {
		if (crypto.subtle) await queueView(this.kept, this.world, view);
	}

	/** Takes tokens and sends views until it is told to stop; only one tab does at a time. */
	async run(signal: AbortSignal): Promise<void> {
		// Neither over plain http on another machine: there nothing is counted.
		if (!("locks" in navigator) || !crypto.subtle) return;
		try {
			await navigator.locks.request(lock, { signal }, () => this.work(signal));
		} catch (error) {
			if (!signal.aborted) throw error;
		}
	}

	private async work(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			await wait(await this.step(), signal);
		}
	}

	/** One step; how long to wait after it. Storage that fails is tried again later: a view is worth no error. */
	async step(): Promise<number> {
		try {
			const tokens = await takeTokens(this.kept, this.calls, this.world);
			const views = await sendOne(this.kept, this.calls, this.world);
			const next = Math.min(tokens, views ?? Number.POSITIVE_INFINITY);
			return Math.max(0, Math.min(lookMs, next - this.world.now()));
		} catch {
			return lookMs;
		}
	}
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener("abort", () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
