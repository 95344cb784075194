// What the page talks to: the feed of the person who is signed in, with its worker behind it.
import type { MatrixClient } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import { language, settings } from "@/lib/settings";
import { trustedScript } from "@/lib/trusted";
import type { Told } from "@/matrix/causeway";
import { request } from "@/matrix/http";
import { useClient } from "@/matrix/react";
import { unwantedVideos } from "../feed/unwanted";
import { videoById } from "../feed/videos";
import { savesData } from "../player/throughput";
import { pathOn, type Video, videoOf } from "../shapes";
import type { Core, FeedState } from "./Core";
import type { Answer, Askable, Question } from "./calls";
import { Shadow } from "./decoys/Shadow";
import workerUrl from "./foryou.worker?worker&url";
import { type MineLists, mineOf } from "./keep/documents";
import type { Act, FeedEvent } from "./model/moment";
import type { Barren } from "./rank/allowed";
import type { Reason } from "./rank/ranker";
import type { Viewed } from "./views/spend";
import type { Views } from "./views/Views";

/** So many at once: one, so that what was just watched shows soon. At the beginning as many as the player wants at once. */
const pageSize = { first: 4, next: 1 };

/** A part of the feed. */
export interface ForYouPage {
	videos: readonly Video[];
	/** Whether there may be more. */
	more: boolean;
}

/** There are no packs to make a feed of: this server is too old, or they are not as they should be. */
export class NoPacks extends Error {}

/** One person's feed on this page. */
export class Engine {
	/** What the worker said last; `null`: not yet. */
	private state: FeedState | null = null;
	/** Why there is nothing, if there is nothing. */
	barren: Barren = null;
	/** Whether what was seen may come again: one has asked for it. */
	again = false;
	private mine: MineLists | null = null;
	private readonly reasons = new Map<string, readonly Reason[]>();
	private readonly asked = new Map<
		number,
		{ resolve: (value: never) => void; reject: (error: Error) => void }
	>();
	private readonly listeners = new Set<() => void>();
	private readonly shadow = new Shadow();
	private readonly worker: Worker;
	private readonly opened: Promise<unknown>;
	private keepsUp = false;
	private asking: Promise<void> | undefined;
	private views: Promise<Views> | undefined;
	private number = 0;
	/** The last one. */
	private watched: string | null = null;

	constructor(private readonly client: MatrixClient) {
		this.worker = new Worker(trustedScript(workerUrl), { type: "module", name: "foryou" });
		this.worker.onmessage = ({ data }: MessageEvent<Answer>) => this.take(data);
		const languages = [
			...new Set([language(), ...navigator.languages].map((one) => one.split("-")[0] ?? "")),
		];
		this.opened = this.post({ do: "open", me: client.getSafeUserId(), languages: languages.slice(0, 3) });
		document.addEventListener("visibilitychange", () => {
			void this.post({ do: "visible", visible: document.visibilityState === "visible" });
		});
	}

	/** Somebody goes to the feed: from now on the server is asked, by the clock. */
	keepUp(): void {
		if (this.keepsUp) return;
		this.keepsUp = true;
		this.post({ do: "keepUp" }).catch(() => undefined);
	}

	/** So that the first tap finds all of it awake: what is kept is read, and put in order once. Asks nobody. */
	async wake(): Promise<void> {
		await Promise.all([this.opened, unwantedVideos()]);
		await this.call("next", { shown: [], count: 1, unwanted: [], again: false });
	}

	/** For `useSyncExternalStore`. */
	readonly subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** For `useSyncExternalStore`. */
	readonly read = (): FeedState | null => this.state;

	/** Why a video came; `undefined`: it came in another way. */
	why = (id: string): readonly Reason[] | undefined => this.reasons.get(id);

	/** The next videos after those that are shown; throws `NoPacks`. */
	async page(shown: readonly string[]): Promise<ForYouPage> {
		await this.opened;
		const mine = await this.known();
		if (shown.length === 0) await this.call("freshen");
		const packs = this.state?.packs;
		if (packs === "missing" || packs === "refused") throw new NoPacks(packs);
		if (packs === "offline") throw new TypeError("No packs, and no server");
		const unwanted = [...(await unwantedVideos())];
		const count = shown.length === 0 ? pageSize.first : pageSize.next;
		const page = await this.call("next", { shown, count, unwanted, again: this.again });
		this.barren = page.barren;
		for (const { raw, why } of page.videos) this.reasons.set(String(raw.id), why);
		if (settings().videoDecoys && !savesData()) void this.mislead(page.videos.length);
		const videos = page.videos.flatMap(({ raw }) => videoFrom(raw, mine) ?? []);
		return { videos, more: page.videos.length === count };
	}

	/** Fetches as many videos that nobody watches. */
	private async mislead(count: number): Promise<void> {
		const decoys = await this.call("decoys", count).catch(() => []);
		const shadowed = decoys.flatMap(({ raw, part }) => {
			const video = videoFrom(raw, null);
			const address = video?.playback?.hls;
			return video && address ? [{ address, part, seconds: video.seconds }] : [];
		});
		this.shadow.add(shadowed);
	}

	/** A call to the worker. */
	async call<Name extends Askable>(
		name: Name,
		...given: Parameters<Core[Name]>
	): Promise<Awaited<ReturnType<Core[Name]>>> {
		await this.opened;
		return this.post({ do: name, with: given } as never);
	}

	/** What was done with a video. */
	async event(event: FeedEvent): Promise<void> {
		if (event.kind === "watched") this.watched = event.video;
		const video = videoById(event.video);
		if (!video) return;
		const { author, tags, sound, seconds } = video;
		const about = {
			author,
			tags: tags.map((tag) => tag.toLowerCase()),
			language: null,
			sound: sound?.id ?? null,
			seconds,
		};
		await this.call("event", event, about).catch(() => undefined);
	}

	/** A view of somebody's video ended: counted without my name, some time later (views/). */
	viewed(view: Viewed): void {
		if (videoById(view.video)?.author === this.client.getSafeUserId()) return;
		this.views ??= import("./views/Views").then(({ Views }) => {
			const views = Views.of(() => this.client.getAccessToken() ?? "");
			void views.run(new AbortController().signal).catch(() => undefined);
			return views;
		});
		// A view that is not counted is worth no error.
		void this.views.then((views) => views.viewed(view)).catch(() => undefined);
	}

	/** More or less like this; resolves when it is learnt. */
	tell(video: string, act: "more" | "less"): Promise<unknown> {
		return this.event({ kind: "act", video, act, on: true });
	}

	/** A button: also what the server was told of it is known here from then on. */
	act(video: string, act: Act, on: boolean): void {
		void this.event({ kind: "act", video, act, on });
		if (act === "like") this.toggle("liked", video, on);
		if (act === "save") this.toggle("saved", video, on);
	}

	/** Somebody is followed, or no longer; what of them was watched last counts for it. */
	follow(author: string, on: boolean): void {
		this.toggle("following", author, on);
		if (this.watched && videoById(this.watched)?.author === author)
			void this.event({ kind: "act", video: this.watched, act: "follow", on });
	}

	/** One more or less in what is known of oneself. */
	toggle(list: keyof MineLists, id: string, on: boolean): void {
		if (!this.mine) return;
		const others = this.mine[list].filter((one) => one !== id);
		this.mine = { ...this.mine, [list]: on ? [id, ...others] : others };
		void this.call("keepMine", this.mine).catch(() => undefined);
	}

	/** Asks how one stands to others, whole; it is the same question whatever was watched. */
	refreshMine(): Promise<void> {
		this.asking ??= this.askMine().finally(() => {
			this.asking = undefined;
		});
		return this.asking;
	}

	private async askMine(): Promise<void> {
		const accessToken = this.client.getAccessToken() ?? "";
		const answer = await request<unknown>("GET", "/_causeway/v1/feed/mine", { accessToken });
		this.mine = mineOf(answer);
		await this.call("keepMine", this.mine);
	}

	/** As it was kept, and anew beside it; without it, blocked people would come up. */
	private async known(): Promise<MineLists | null> {
		if (this.mine) return this.mine;
		this.mine = await this.call("mine");
		const fresh = this.refreshMine().catch((error: unknown) => {
			// A server that has no packs either: what is shown instead comes without them.
			if ((error as { status?: number }).status !== 404 && !this.mine) throw error;
		});
		if (this.mine) void fresh;
		else await fresh;
		return this.mine;
	}

	private post(question: WithoutId<Question>): Promise<never> {
		this.number += 1;
		const id = this.number;
		return new Promise((resolve, reject) => {
			this.asked.set(id, { resolve, reject });
			this.worker.postMessage({ ...question, id });
		});
	}

	private take(answer: Answer): void {
		if ("state" in answer) {
			this.state = answer.state;
			for (const listener of this.listeners) listener();
			return;
		}
		const waiting = this.asked.get(answer.id);
		this.asked.delete(answer.id);
		if ("error" in answer) waiting?.reject(new Error(answer.why ?? answer.error));
		else waiting?.resolve(answer.value as never);
	}
}

type WithoutId<Q> = Q extends unknown ? Omit<Q, "id"> : never;

/** What a pack does not say of a video: what depends on who asks, and what few videos have. */
const plain: Partial<Told<"ShownVideo">> = {
	state: "ready",
	caption: "",
	tags: [],
	captions: [],
	counts: { likes: 0, comments: 0, shares: 0, saves: 0, reposts: 0, views: 0 },
	comments: true,
	progress: null,
	eta_ms: null,
	stage: null,
	reason: null,
	removed: null,
	scheduled_ts: null,
	duet_of: null,
	stitch_of: null,
	sound: null,
};

/** A video of a pack, as one's own eyes see it. */
function videoFrom(raw: Readonly<Record<string, unknown>>, mine: MineLists | null): Video | null {
	// The worker has checked what is read here (packs/items.ts).
	const video = videoOf({ ...plain, created_ts: raw.published_ts, ...raw } as Told<"ShownVideo">);
	if (!video) return null;
	const face = typeof raw.avatar === "string" ? pathOn(raw.avatar) : null;
	return {
		...video,
		// A name, at least: nobody's profile is asked for because of what is watched.
		profile: { name: video.profile?.name ?? null, picture: null, face },
		liked: mine?.liked.includes(video.id) ?? false,
		saved: mine?.saved.includes(video.id) ?? false,
		reposted: mine?.reposted.includes(video.id) ?? false,
		following: mine?.following.includes(video.author) ?? false,
	};
}

const engines = new WeakMap<MatrixClient, Engine>();

/** The feed of whoever is signed in; it begins when it is first asked for. */
export function engineOf(client: MatrixClient): Engine {
	const engine = madeFor(client);
	engine.keepUp();
	return engine;
}

/** Wakes the feed of somebody who was at it before on this device, while nothing else is going on. */
export async function wakeFeed(client: MatrixClient): Promise<void> {
	const kept = await indexedDB.databases().catch(() => []);
	if (kept.some(({ name }) => name === "causeway-foryou-packs")) await madeFor(client).wake();
}

function madeFor(client: MatrixClient): Engine {
	let engine = engines.get(client);
	if (!engine) {
		engine = new Engine(client);
		engines.set(client, engine);
	}
	return engine;
}

/** The same, and what it says of itself. */
export function useEngine(): { engine: Engine; state: FeedState | null } {
	const engine = engineOf(useClient());
	return { engine, state: useSyncExternalStore(engine.subscribe, engine.read) };
}
