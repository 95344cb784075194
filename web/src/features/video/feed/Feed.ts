// A list of videos that grows page by page as one swipes, and remembers where one was.
import type { Page } from "../api";
import type { ViewSource } from "../foryou/views/kept";
import type { Video } from "../shapes";

/** What is seen of a feed; the same object until something changes. */
export interface FeedState {
	/** Ids of videos, each once; `null`: nothing is known yet. */
	ids: readonly string[] | null;
	/** Whether there may be more. */
	more: boolean;
	loading: boolean;
	error: Error | null;
}

/** How a list differs from others. */
interface How {
	/** When so few are left to swipe, the next page is fetched. */
	ahead?: number;
	/** Whether no request may tell which of its videos is watched. */
	discreet?: boolean;
	/** What it counts as in a creator's numbers. */
	source?: ViewSource;
}

/** One list, as long as the page lives. */
export class Feed {
	/** The video that was watched last: the player comes back to it. */
	position: string | null = null;
	private state: FeedState = { ids: null, more: true, loading: false, error: null };
	readonly discreet: boolean;
	readonly source: ViewSource;
	private readonly ahead: number;
	private next: string | null = null;
	/** Answers to an older question are not taken. */
	private round = 0;
	private readonly listeners = new Set<() => void>();

	constructor(
		private readonly fetchPage: (from: string | null) => Promise<Page<Video>>,
		private readonly learn: (videos: readonly Video[]) => void,
		{ ahead = 5, discreet = false, source = "share" }: How = {},
	) {
		this.ahead = ahead;
		this.discreet = discreet;
		this.source = source;
	}

	/** For `useSyncExternalStore`. */
	readonly subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** For `useSyncExternalStore`. */
	readonly read = (): FeedState => this.state;

	/** Fetches the next page, once at a time. A page of nothing but what is known already leads to the one after it. */
	readonly loadMore = async (): Promise<void> => {
		if (this.state.loading || !this.state.more) return;
		const { round } = this;
		this.set({ loading: true, error: null });
		try {
			let fresh: string[] = [];
			while (fresh.length === 0 && this.state.more) {
				const { items, next } = await this.fetchPage(this.next);
				if (round !== this.round) return;
				this.learn(items);
				const had = new Set(this.state.ids);
				fresh = [...new Set(items.map((video) => video.id))].filter((id) => !had.has(id));
				// The same cursor again would go round for ever.
				const more = next !== null && next !== this.next;
				this.next = next;
				this.set({ ids: [...(this.state.ids ?? []), ...fresh], more });
			}
			this.set({ loading: false });
			// Of short pages one is not enough, or somebody has swiped on meanwhile.
			if (this.isShort()) void this.loadMore();
		} catch (error) {
			if (round === this.round) this.set({ loading: false, error: error as Error });
		}
	};

	/** Somebody looks at a video: what comes after it is fetched in time. */
	readonly seen = (id: string): void => {
		this.position = id;
		if (this.isShort() && !this.state.error) void this.loadMore();
	};

	private isShort(): boolean {
		const ids = this.state.ids ?? [];
		return this.position !== null && ids.length - ids.indexOf(this.position) <= this.ahead;
	}

	/** Begins anew: what is new stands first. */
	readonly refresh = async (): Promise<void> => {
		this.round += 1;
		this.next = null;
		this.position = null;
		this.set({ ids: null, more: true, loading: false, error: null });
		await this.loadMore();
	};

	/** A video that was deleted, or that somebody does not want to see. */
	readonly drop = (id: string): void => {
		if (this.state.ids?.includes(id)) this.set({ ids: this.state.ids.filter((one) => one !== id) });
	};

	/** Takes away what would come after the watched video: something better is to come there. */
	readonly rethink = (): void => {
		const at = this.state.ids?.indexOf(this.position ?? "") ?? -1;
		if (!this.state.ids || at < 0) return;
		this.round += 1;
		this.next = null;
		this.set({ ids: this.state.ids.slice(0, at + 1), more: true, loading: false, error: null });
		void this.loadMore();
	};

	private set(change: Partial<FeedState>): void {
		this.state = { ...this.state, ...change };
		for (const listener of this.listeners) listener();
	}
}
