// Unsent messages: on disk before they are shown as sent, words in order per room while large files are uploaded beside
// them, sent again with the same transaction id after a reload or a crash (spec: transaction identifiers), so that
// nothing is lost or doubled.
import { EventStatus, type MatrixClient, MatrixError, type MatrixEvent, RoomEvent } from "matrix-js-sdk";
import { rightNow } from "@/lib/clock";
import { keyValue } from "@/lib/store";
import { mark } from "./miniApps/events";
import { laneOf, uploadsAtOnce, words } from "./outboxLanes";
import { setPinned } from "./pins";

/** Where a message stands; "sent": the server has it, and its echo in the timeline is awaited. */
export type OutboxState = "waiting" | "sending" | "sent" | "failed";

/** A message on its way. */
export interface OutboxEntry {
	/** Transaction id; also the order: it starts with the time. */
	id: string;
	roomId: string;
	/** The thread's root event, if it belongs to a thread. */
	threadId: string | null;
	/** Event type, before encryption. */
	type: string;
	content: Record<string, unknown>;
	/** When it was written, Unix milliseconds. */
	ts: number;
	state: OutboxState;
	/** The event's id, once it is sent. */
	eventId?: string;
	/** An announcement: pinned as soon as the server has it. */
	pin?: boolean;
	/** It stands in the timeline already, and is only to be pinned. */
	echoed?: boolean;
	/** What the server said when it failed. */
	error?: string;
	/** A file that is uploaded before the message is sent; its `mxc` and keys are filled into the content. */
	file?: Blob;
	/** A small picture of the file, uploaded with it. */
	thumbnail?: Blob;
	/** 0 to 1 while the file is uploaded. */
	progress?: number;
	/** When this upload began, Unix milliseconds. */
	uploadSince?: number;
	/** The newest event when it was written: where it stands while its file is uploaded. */
	after?: string;
}

/** The event that an edit or a reaction is about; `null`: a message of its own. */
export function targetOf(entry: OutboxEntry): string | null {
	if (entry.echoed) return `pinned ${entry.eventId}`;
	const relation = entry.content["m.relates_to"] as { rel_type?: string; event_id?: string } | undefined;
	// A vote, or the end of a poll: no message either; the poll itself looks for it.
	if (relation?.rel_type === "m.reference") return `poll ${relation.event_id}`;
	// What belongs to a mini-app shows in its card.
	if (relation?.rel_type === mark) return aboutApp(relation.event_id ?? "");
	const about = relation?.rel_type === "m.replace" || relation?.rel_type === "m.annotation";
	return about ? (relation.event_id ?? null) : null;
}

/** What the unsent updates of a mini-app are about. */
export const aboutApp = (id: string): string => `app ${id}`;

/** A message that no retry would send: too large for the server, a file that cannot be read. */
export class Unsendable extends Error {}

/** Uploads an entry's file and returns the content to send; media registers it (features never import each other). */
export type PrepareFile = (
	client: MatrixClient,
	entry: OutboxEntry,
	progress: (part: number) => void,
	signal: AbortSignal,
) => Promise<Record<string, unknown>>;

const saved = keyValue<OutboxEntry>("outbox");
const none: readonly OutboxEntry[] = [];

/** An upload that broke so often, each time on its way, would only go on costing: the person decides. */
const mostBreaks = 5;

/** The outbox of the signed-in person. */
export class Outbox {
	private entries: OutboxEntry[] = [];
	private byRoom = new Map<string, readonly OutboxEntry[]>();
	private readonly listeners = new Set<() => void>();
	/** Lanes in which something is being sent. */
	private readonly busy = new Set<string>();
	/** Lanes that wait before they try again. */
	private readonly resting = new Map<string, ReturnType<typeof setTimeout>>();
	/** How often the upload of a file broke. */
	private readonly breaks = new Map<string, number>();
	private readonly uploads = new Map<string, AbortController>();
	private sequence = 0;

	constructor(
		private readonly client: MatrixClient,
		private readonly prepareFile: PrepareFile,
	) {
		client.on(RoomEvent.Timeline, this.echoed);
		addEventListener("online", this.retryWaiting);
	}

	/** Takes up what a former page left unsent. */
	async resume(): Promise<void> {
		const left = await saved.values();
		this.entries = [
			...left.map(
				(entry): OutboxEntry => ({
					...entry,
					state: entry.state === "failed" ? "failed" : "waiting",
				}),
			),
			...this.entries,
		];
		this.changed();
		this.retryWaiting();
	}

	/** Queues a message; resolves when it is on disk. Sending goes on by itself. */
	async send(
		message: Pick<OutboxEntry, "roomId" | "threadId" | "type" | "content" | "file" | "thumbnail" | "pin">,
	): Promise<void> {
		// Never before what waits already: the clock may have been set right meanwhile.
		const ts = Math.max(rightNow(), ...this.entries.map((one) => one.ts));
		this.sequence += 1;
		const id = `${ts}.${String(this.sequence).padStart(4, "0")}.${Math.random().toString(36).slice(2, 8)}`;
		const after = message.file && this.newestIn(message.roomId, message.threadId);
		const entry: OutboxEntry = { ...message, id, ts, state: "waiting", after };
		this.entries.push(entry);
		this.changed();
		try {
			await saved.set(id, entry);
		} catch {
			// Storage full or denied: it is sent all the same, and lives as long as this page.
		}
		this.work(message.roomId);
	}

	/** The unsent messages of a room, oldest first; the same array until something changes. */
	inRoom(roomId: string): readonly OutboxEntry[] {
		return this.byRoom.get(roomId) ?? none;
	}

	/** All unsent messages, oldest first. */
	all(): readonly OutboxEntry[] {
		return this.entries;
	}

	/** How many messages are unsent. */
	get size(): number {
		return this.entries.length;
	}

	/** Tries a failed message again. */
	retry(id: string): void {
		const entry = this.entries.find((one) => one.id === id);
		if (!entry) return;
		this.breaks.delete(id);
		this.update(entry, { state: "waiting", error: undefined });
		this.wake(this.laneKey(entry));
		this.work(entry.roomId);
	}

	/** Gives a message up: it is not sent, and an upload stops. */
	async discard(id: string): Promise<void> {
		this.uploads.get(id)?.abort();
		const entry = this.entries.find((one) => one.id === id);
		const tried = entry && this.triedBefore(entry);
		if (tried) this.client.cancelPendingEvent(tried);
		this.remove(id);
		await saved.delete(id);
	}

	/** Calls back after each change; returns how to stop. */
	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** Sends what waits, now. */
	retryWaiting = (): void => {
		for (const lane of [...this.resting.keys()]) this.wake(lane);
		for (const roomId of this.byRoom.keys()) this.work(roomId);
	};

	/** Sends what waits in a room, lane by lane beside each other. */
	private work(roomId: string): void {
		for (const lane of new Set(this.inRoom(roomId).map((entry) => this.laneKey(entry)))) void this.run(lane);
	}

	/** Sends what waits in a lane, in order: what was written first arrives first. */
	private async run(lane: string): Promise<void> {
		if (this.busy.has(lane) || this.resting.has(lane)) return;
		this.busy.add(lane);
		try {
			for (;;) {
				const entry = this.entries.find((one) => one.state === "waiting" && this.laneKey(one) === lane);
				if (!entry || this.mustWait(entry)) return;
				const wait = await this.attempt(entry);
				if (wait > 0) this.rest(this.current(entry), wait);
				if (this.resting.has(lane)) return;
			}
		} finally {
			this.busy.delete(lane);
		}
	}

	/** Too many uploads at once only make all of them late. Small files among the words do not count. */
	private mustWait(entry: OutboxEntry): boolean {
		return Boolean(entry.file) && this.lane(entry) !== words && this.uploads.size >= uploadsAtOnce;
	}

	private lane(entry: OutboxEntry): string {
		return laneOf(entry, this.breaks.has(entry.id));
	}

	private laneKey(entry: OutboxEntry): string {
		return `${entry.roomId} ${this.lane(entry)}`;
	}

	/** The lane of an entry tries again after a while. */
	private rest(entry: OutboxEntry, ms: number): void {
		const lane = this.laneKey(entry);
		this.wake(lane);
		const over = () => {
			this.resting.delete(lane);
			void this.run(lane);
		};
		this.resting.set(lane, setTimeout(over, ms));
	}

	private wake(lane: string): void {
		clearTimeout(this.resting.get(lane));
		this.resting.delete(lane);
	}

	/** One try; how many milliseconds to wait before the next one of the same message, 0: it is done with. */
	private async attempt(entry: OutboxEntry): Promise<number> {
		this.update(entry, { state: "sending" });
		try {
			// After a reload, a room that came since the store was last written is unknown for a moment, and to an
			// unknown room the SDK would send in the clear.
			if (!this.client.getRoom(entry.roomId)) throw new Error("The room is not known yet");
			const content = entry.file ? await this.upload(entry) : entry.content;
			if (!this.has(entry)) return 0;
			const eventId = entry.eventId ?? (await this.deliver(entry, content)).event_id;
			if (entry.pin) await this.pin(entry, eventId);
			this.update(entry, { state: "sent", eventId });
			this.breaks.delete(entry.id);
			if (this.current(entry).echoed) this.remove(entry.id);
			await saved.delete(entry.id).catch(() => undefined);
			return 0;
		} catch (error) {
			return this.failed(this.current(entry), error);
		}
	}

	/** What cannot be pinned stays a message like others; without a connection it is tried again. */
	private async pin(entry: OutboxEntry, eventId: string): Promise<void> {
		const room = this.client.getRoom(entry.roomId);
		// A retry sends no second message; nor does the next page, whose timeline has it.
		this.update(entry, { eventId });
		await saved.set(entry.id, { ...this.current(entry), echoed: true }).catch(() => undefined);
		try {
			if (room) await setPinned(this.client, room, eventId, true);
		} catch (error) {
			if (pause(error) !== null) throw error;
		}
	}

	private async failed(entry: OutboxEntry, error: unknown): Promise<number> {
		if (!this.has(entry)) return 0;
		const wait = this.pauseOf(entry, error);
		const over = { progress: undefined, uploadSince: undefined };
		if (wait !== null) {
			this.update(entry, { ...over, state: "waiting" });
			return wait;
		}
		this.update(entry, { ...over, state: "failed", error: reason(error) });
		await saved.set(entry.id, this.current(entry)).catch(() => undefined);
		return 0;
	}

	/** Uploads wait longer each time, and are given up where they break on their way again and again. */
	private pauseOf(entry: OutboxEntry, error: unknown): number | null {
		const wait = pause(error);
		if (!entry.file || wait === null) return wait;
		const before = this.breaks.get(entry.id) ?? 0;
		const breaks = entry.progress ? before + 1 : before;
		this.breaks.set(entry.id, breaks);
		return breaks >= mostBreaks ? null : Math.min(wait * 2 ** breaks, 60_000);
	}

	private async upload(entry: OutboxEntry): Promise<Record<string, unknown>> {
		const stop = new AbortController();
		this.uploads.set(entry.id, stop);
		this.update(entry, { progress: undefined, uploadSince: Date.now() });
		try {
			const content = await this.prepareFile(
				this.client,
				entry,
				(progress) => this.update(entry, { progress }),
				stop.signal,
			);
			// Uploaded once: a retry sends the same file's address.
			const uploaded = { file: undefined, thumbnail: undefined, progress: undefined, uploadSince: undefined };
			this.update(entry, { ...uploaded, content });
			await saved.set(entry.id, this.current(entry)).catch(() => undefined);
			return content;
		} finally {
			this.uploads.delete(entry.id);
			// Others may have waited for their turn.
			for (const roomId of this.byRoom.keys()) this.work(roomId);
		}
	}

	/** Sends with the entry's id as transaction. The SDK never takes the same one twice: its own copy goes again. */
	private deliver(entry: OutboxEntry, content: Record<string, unknown>): Promise<{ event_id: string }> {
		const room = this.client.getRoom(entry.roomId);
		const tried = this.triedBefore(entry);
		if (room && tried) return this.client.resendEvent(tried, room);
		const { roomId, threadId, type, id } = entry;
		return this.client.sendEvent(roomId, threadId, type as never, content as never, id);
	}

	/** The SDK's copy of an event that could not be sent. */
	private triedBefore(entry: OutboxEntry): MatrixEvent | undefined {
		const pending = this.client.getRoom(entry.roomId)?.getPendingEvents() ?? [];
		return pending.find((event) => event.getTxnId() === entry.id && event.status === EventStatus.NOT_SENT);
	}

	/** The message came back by sync: it stands in the timeline now. */
	private echoed = (event: MatrixEvent): void => {
		const id = event.getUnsigned().transaction_id;
		const entry = id && this.entries.find((one) => one.id === id);
		if (!entry) return;
		if (entry.pin && entry.state !== "sent") this.update(entry, { echoed: true });
		else {
			this.remove(entry.id);
			void saved.delete(entry.id).catch(() => undefined);
		}
	};

	private newestIn(roomId: string, threadId: string | null): string | undefined {
		const room = this.client.getRoom(roomId);
		const timeline = threadId ? room?.getThread(threadId)?.liveTimeline : room?.getLiveTimeline();
		return timeline?.getEvents().at(-1)?.getId();
	}

	/** Whether nobody gave it up. */
	private has(entry: OutboxEntry): boolean {
		return this.entries.some((one) => one.id === entry.id);
	}

	private current(entry: OutboxEntry): OutboxEntry {
		return this.entries.find((one) => one.id === entry.id) ?? entry;
	}

	private update(entry: OutboxEntry, change: Partial<OutboxEntry>): void {
		this.entries = this.entries.map((one) => (one.id === entry.id ? { ...one, ...change } : one));
		this.changed();
	}

	private remove(id: string): void {
		this.entries = this.entries.filter((entry) => entry.id !== id);
		this.changed();
	}

	private changed(): void {
		this.byRoom = Map.groupBy(this.entries, (entry) => entry.roomId);
		for (const listener of this.listeners) listener();
	}
}

/** How long to wait before the same message is tried again; `null`: trying again would not help. */
function pause(error: unknown): number | null {
	if (error instanceof Unsendable) return null;
	if (!(error instanceof MatrixError)) return 3_000;
	// Signed out: the door is where the person goes now, and what waits goes on after they signed in again.
	if (error.errcode === "M_UNKNOWN_TOKEN") return 60_000;
	if (error.httpStatus === 429) return Math.min(error.getRetryAfterMs() ?? 3_000, 60_000);
	if (error.httpStatus === undefined || error.httpStatus >= 500) return 5_000;
	return null;
}

function reason(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
