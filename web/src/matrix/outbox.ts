// Unsent messages: on disk before they are shown as sent, one after the other per room, sent again with the same
// transaction id after a reload or a crash (spec: transaction identifiers), so that nothing is lost or doubled.
import { EventStatus, type MatrixClient, MatrixError, type MatrixEvent, RoomEvent } from "matrix-js-sdk";
import { keyValue } from "@/lib/store";
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
}

/** The event that an edit or a reaction is about; `null`: a message of its own. */
export function targetOf(entry: OutboxEntry): string | null {
	if (entry.echoed) return `pinned ${entry.eventId}`;
	const relation = entry.content["m.relates_to"] as { rel_type?: string; event_id?: string } | undefined;
	// A vote, or the end of a poll: no message either; the poll itself looks for it.
	if (relation?.rel_type === "m.reference") return `poll ${relation.event_id}`;
	const about = relation?.rel_type === "m.replace" || relation?.rel_type === "m.annotation";
	return about ? (relation.event_id ?? null) : null;
}

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

/** The outbox of the signed-in person. */
export class Outbox {
	private entries: OutboxEntry[] = [];
	private byRoom = new Map<string, readonly OutboxEntry[]>();
	private readonly listeners = new Set<() => void>();
	private readonly busy = new Set<string>();
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
		for (const roomId of new Set(left.map((entry) => entry.roomId))) void this.work(roomId);
	}

	/** Queues a message; resolves when it is on disk. Sending goes on by itself. */
	async send(
		message: Pick<OutboxEntry, "roomId" | "threadId" | "type" | "content" | "file" | "thumbnail" | "pin">,
	): Promise<void> {
		const ts = Date.now();
		this.sequence += 1;
		const id = `${ts}.${String(this.sequence).padStart(4, "0")}.${Math.random().toString(36).slice(2, 8)}`;
		const entry: OutboxEntry = { ...message, id, ts, state: "waiting" };
		this.entries.push(entry);
		this.changed();
		try {
			await saved.set(id, entry);
		} catch {
			// Storage full or denied: it is sent all the same, and lives as long as this page.
		}
		void this.work(message.roomId);
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
		this.update(entry, { state: "waiting", error: undefined });
		void this.work(entry.roomId);
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
		for (const roomId of this.byRoom.keys()) void this.work(roomId);
	};

	/** Sends what waits in a room, in order: what was written first arrives first. */
	private async work(roomId: string): Promise<void> {
		if (this.busy.has(roomId)) return;
		this.busy.add(roomId);
		try {
			for (;;) {
				const entry = this.entries.find((one) => one.roomId === roomId && one.state === "waiting");
				if (!entry || !(await this.attempt(entry))) return;
			}
		} finally {
			this.busy.delete(roomId);
		}
	}

	/** One try; whether the next message may follow. */
	private async attempt(entry: OutboxEntry): Promise<boolean> {
		this.update(entry, { state: "sending" });
		try {
			// After a reload, a room that came since the store was last written is unknown for a moment, and to an
			// unknown room the SDK would send in the clear.
			if (!this.client.getRoom(entry.roomId)) throw new Error("The room is not known yet");
			const content = entry.file ? await this.upload(entry) : entry.content;
			const eventId = entry.eventId ?? (await this.deliver(entry, content)).event_id;
			if (entry.pin) await this.pin(entry, eventId);
			this.update(entry, { state: "sent", eventId });
			if (this.current(entry).echoed) this.remove(entry.id);
			await saved.delete(entry.id).catch(() => undefined);
			return true;
		} catch (error) {
			if (!this.entries.some((one) => one.id === entry.id)) return true;
			const wait = pause(error);
			if (wait === null) {
				this.update(entry, { state: "failed", error: reason(error) });
				await saved.set(entry.id, this.current(entry)).catch(() => undefined);
				return true;
			}
			this.update(entry, { state: "waiting" });
			setTimeout(() => void this.work(entry.roomId), wait);
			return false;
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

	private async upload(entry: OutboxEntry): Promise<Record<string, unknown>> {
		const stop = new AbortController();
		this.uploads.set(entry.id, stop);
		try {
			const content = await this.prepareFile(
				this.client,
				entry,
				(progress) => this.update(entry, { progress }),
				stop.signal,
			);
			// Uploaded once: a retry sends the same file's address.
			this.update(entry, { content, file: undefined, thumbnail: undefined, progress: undefined });
			await saved.set(entry.id, this.current(entry)).catch(() => undefined);
			return content;
		} finally {
			this.uploads.delete(entry.id);
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
	if (error.httpStatus === 429) return Math.min(error.getRetryAfterMs() ?? 3_000, 60_000);
	if (error.httpStatus === undefined || error.httpStatus >= 500) return 5_000;
	return null;
}

function reason(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
