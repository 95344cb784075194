// Brings videos to the server: goes on when the link comes back, and after the page was closed and opened again. Each one
// ends as "ready" or as "failed" with a reason; none ends silently.
import type { MatrixClient } from "matrix-js-sdk";
import { RequestError } from "@/matrix/http";
import { hostInfo } from "@/matrix/register";
import { VideoApi } from "../api";
import { feedOf } from "../feed/feeds";
import { learn } from "../feed/videos";
import type { Phase } from "../shapes";
import { type Choices, type Draft, firstChoices, type Stage, savedDrafts, savedFiles } from "./drafts";
import type { Facts } from "./film";
import { newVideoOf } from "./newVideo";
import { askOffset, createUpload, dropUpload, sendPiece } from "./tus";
import {
	afterEvent,
	beginUpload,
	type Moment,
	nextStep,
	timeLeft,
	type UploadEvent,
	type UploadStep,
	withMoment,
} from "./uploadState";

/** How far a file or its processing is. */
export interface Progress {
	/** 0 to 1. */
	part: number;
	/** Seconds; `null`: nobody can know. */
	left: number | null;
	/** Whether the link is lost, and it waits for it. */
	waits: boolean;
	/** What the server does with it. */
	phase?: Phase | null;
}

/** Ended for good, for a reason that has words or is the server's sentence. */
class Failure extends Error {}

const firstLookMs = 1_000;
const lastLookMs = 6_000;
const keepAfterMs = 400;

/** Of the person who is signed in. */
export class UploadDesk {
	private drafts: readonly Draft[] = [];
	private progresses: ReadonlyMap<string, Progress> = new Map();
	private readonly running = new Map<string, AbortController>();
	/** Drafts that are to be written to the disk. */
	private readonly keeping = new Map<string, ReturnType<typeof setTimeout>>();
	private readonly listeners = new Set<() => void>();
	private readonly api: VideoApi;
	/** Resolves when what is on the device has been read. */
	readonly loaded: Promise<void>;

	constructor(private readonly client: MatrixClient) {
		this.api = new VideoApi(client);
		this.loaded = this.load();
	}

	/** For `useSyncExternalStore`. */
	readonly subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** All that is being made, the newest first; the same array until something changes. */
	readonly read = (): readonly Draft[] => this.drafts;

	/** How far those are that run: another map after every step. */
	readonly readProgress = (): ReadonlyMap<string, Progress> => this.progresses;

	/** A new draft of a file. */
	async add(file: Blob, facts: Facts, choices: Partial<Choices> = {}): Promise<Draft> {
		const draft: Draft = {
			...firstChoices,
			...facts,
			...choices,
			id: crypto.randomUUID(),
			created: Date.now(),
			size: file.size,
			stage: "draft",
			upload: null,
			videoId: null,
			reason: null,
		};
		await savedFiles.set(draft.id, file);
		await savedDrafts.set(draft.id, draft);
		this.set([draft, ...this.drafts]);
		return draft;
	}

	/** What was written or chosen. */
	choose(id: string, choices: Partial<Choices>): void {
		this.set(this.drafts.map((one) => (one.id === id ? { ...one, ...choices } : one)));
		this.keepSoon(id);
	}

	/** The file goes up while its caption is written. */
	begin(id: string): void {
		void this.run(id);
	}

	/** The person wants it to be seen. */
	post(id: string): void {
		this.change(id, { stage: "uploading", reason: null });
		void this.run(id);
	}

	/** After a failure, from where it stood. */
	retry(id: string): void {
		const draft = this.find(id);
		if (!draft) return;
		const { videoId } = draft;
		if (!videoId) {
			this.post(id);
			return;
		}
		this.change(id, { stage: "processing", reason: null });
		this.api.retry(videoId).then(
			() => this.run(id),
			(error: unknown) => this.change(id, { stage: "failed", reason: reasonOf(error) }),
		);
	}

	/** Nothing of it is kept, here or on the server. A video that is there already stays. */
	async discard(id: string): Promise<void> {
		const draft = this.find(id);
		this.running.get(id)?.abort();
		this.set(this.drafts.filter((one) => one.id !== id));
		await Promise.all([savedDrafts.delete(id), savedFiles.delete(id)]);
		if (draft?.upload && !draft.videoId) await dropUpload(this.api.token, draft.upload);
		if (draft?.videoId && draft.stage === "failed")
			await this.api.remove(draft.videoId).catch(() => undefined);
	}

	private async load(): Promise<void> {
		const all = await savedDrafts.values().catch(() => []);
		// Of what is up, the page that saw it has told.
		// Of an older version of the app some choices are missing.
		const saved = all.filter(({ stage }) => stage !== "ready").map((one) => ({ ...firstChoices, ...one }));
		for (const { id, stage } of all)
			if (stage === "ready") void savedDrafts.delete(id).catch(() => undefined);
		this.set([...this.drafts, ...saved].sort((a, b) => b.created - a.created));
		for (const { id, stage } of saved)
			if (stage === "uploading" || stage === "posting" || stage === "processing") void this.run(id);
	}

	/** From where it stands to the next point at which the person is asked; once at a time for each. */
	private async run(id: string): Promise<void> {
		if (this.running.has(id)) return;
		const stopping = new AbortController();
		this.running.set(id, stopping);
		try {
			if (!this.find(id)?.videoId) await this.upload(id, stopping.signal);
			if (this.find(id)?.stage === "uploading") await this.publish(id, stopping.signal);
			if (this.find(id)?.stage === "processing") await this.watch(id, stopping.signal);
		} catch (error) {
			// What is only a draft fails when it is posted, if it still does.
			if (!stopping.signal.aborted && this.find(id)?.stage !== "draft")
				this.change(id, { stage: "failed", reason: reasonOf(error) });
		} finally {
			this.running.delete(id);
			this.tell(id, undefined);
		}
		// Posted just when the draft's file had come.
		if (this.find(id)?.stage === "uploading" && !stopping.signal.aborted) void this.run(id);
	}

	private async upload(id: string, signal: AbortSignal): Promise<void> {
		const file = await savedFiles.get(id).catch(() => undefined);
		if (!file) throw new Failure("unreadable");
		let state = beginUpload(file.size, this.find(id)?.upload ?? null);
		let moments: readonly Moment[] = [];
		for (;;) {
			const step = nextStep(state);
			if (step.do === "done") return;
			if (step.do === "fail") throw new Failure(step.reason);
			if (state.waitMs > 0) await this.waitForLink(id, state.waitMs, signal);
			const event = await this.perform(step, file, signal, (bytes) => {
				moments = withMoment(moments, { at: performance.now(), bytes });
				this.tell(id, { part: bytes / file.size, left: timeLeft(moments, file.size), waits: false });
			});
			signal.throwIfAborted();
			const before = state.url;
			state = afterEvent(state, event);
			if (state.url !== before) this.change(id, { upload: state.url });
		}
	}

	private async perform(
		step: Exclude<UploadStep, { do: "done" | "fail" }>,
		file: Blob,
		signal: AbortSignal,
		onBytes: (bytes: number) => void,
	): Promise<UploadEvent> {
		const { token } = this.api;
		if (step.do === "create") return createUpload(token, file.size, signal);
		if (step.do === "ask") return askOffset(token, step.url, signal);
		const { url, offset, length } = step;
		const piece = file.slice(offset, offset + length);
		// Chrome lets a file that has changed on disk be sliced, and fails to read it only when it is sent.
		const readable = await piece
			.slice(0, 1)
			.arrayBuffer()
			.then(
				() => true,
				() => false,
			);
		if (!readable) return { got: "unreadable" };
		return sendPiece(token, url, { piece, offset, signal, onSent: (sent) => onBytes(offset + sent) });
	}

	/** The link is lost: until it is back, or the time has passed. */
	private async waitForLink(id: string, ms: number, signal: AbortSignal): Promise<void> {
		this.tell(id, { ...(this.progresses.get(id) ?? { part: 0 }), left: null, waits: true });
		await rest(ms, signal);
	}

	private async publish(id: string, signal: AbortSignal): Promise<void> {
		const draft = this.find(id);
		if (!draft?.upload) throw new Failure("unreadable");
		this.change(id, { stage: "posting" });
		const makes = await hostInfo().then(
			(host) => host.video?.trim ?? false,
			() => false,
		);
		try {
			const { id: videoId } = await this.api.post(newVideoOf(draft, draft.upload, makes));
			this.change(id, { stage: "processing", videoId });
		} catch (error) {
			// The link was lost: the same upload again answers with the same video.
			if (!(error instanceof RequestError) || error.status !== 0) throw error;
			this.change(id, { stage: "uploading" });
			await this.waitForLink(id, lastLookMs, signal);
			await this.publish(id, signal);
		}
	}

	/** Looks at the server's work until it ends, one way or the other. */
	private async watch(id: string, signal: AbortSignal): Promise<void> {
		const videoId = this.find(id)?.videoId;
		for (let look = firstLookMs; videoId; look = Math.min(lastLookMs, look * 1.3)) {
			await this.api.video(videoId).then(
				(video) => {
					learn([video]);
					if (video.state === "failed") throw new Failure(video.reason ?? "unknown");
					if (video.state === "ready") this.change(id, { stage: "ready" });
					else
						this.tell(id, { part: video.progress ?? 0, left: video.left, waits: false, phase: video.phase });
				},
				(error: unknown) => {
					// Anything but "gone" may pass: the server restarts, the link is lost.
					if (error instanceof RequestError && error.status === 404) throw new Failure("gone");
				},
			);
			if (this.find(id)?.stage !== "processing") break;
			await rest(look, signal);
		}
		await savedFiles.delete(id);
		void feedOf(this.client, { kind: "person", userId: this.client.getSafeUserId() }).refresh();
	}

	private find(id: string): Draft | undefined {
		return this.drafts.find((one) => one.id === id);
	}

	private change(id: string, change: Partial<Draft>): void {
		const draft = this.find(id);
		if (!draft) return;
		const changed = { ...draft, ...change };
		this.set(this.drafts.map((one) => (one.id === id ? changed : one)));
		// Storage full or denied: it goes on as long as this page lives.
		void savedDrafts.set(id, changed).catch(() => undefined);
	}

	/** Keeps what was written, once the writing rests: a write to the disk for every letter is too much. */
	private keepSoon(id: string): void {
		clearTimeout(this.keeping.get(id));
		this.keeping.set(
			id,
			setTimeout(() => this.change(id, {}), keepAfterMs),
		);
	}

	private tell(id: string, progress: Progress | undefined): void {
		const all = new Map(this.progresses);
		if (progress) all.set(id, progress);
		else all.delete(id);
		this.progresses = all;
		for (const listener of this.listeners) listener();
	}

	private set(drafts: readonly Draft[]): void {
		this.drafts = drafts;
		for (const listener of this.listeners) listener();
	}
}

/** Until the time has passed, or the device is online again; throws when it is stopped. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
	await new Promise<void>((resolve) => {
		const end = () => {
			clearTimeout(timer);
			removeEventListener("online", end);
			signal.removeEventListener("abort", end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		addEventListener("online", end);
		signal.addEventListener("abort", end);
	});
	signal.throwIfAborted();
}

/** Whether one is on its way by itself. */
export const isUnderWay = (stage: Stage): boolean =>
	stage === "uploading" || stage === "posting" || stage === "processing";

function reasonOf(error: unknown): string {
	if (error instanceof Failure) return error.message;
	if (error instanceof RequestError) return error.status === 0 ? "offline" : error.message;
	return "unknown";
}
