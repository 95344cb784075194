// Feeds the index: what arrives and is decrypted, at once; older history, slowly, while nothing else is going on.
import {
	ClientEvent,
	Direction,
	EventTimeline,
	KnownMembership,
	type MatrixClient,
	MatrixError,
	type MatrixEvent,
	MatrixEventEvent,
	type Room,
	RoomEvent,
} from "matrix-js-sdk";
import { settings, subscribe } from "@/lib/settings";
import { connection } from "@/matrix/connection";
import { type Entry, entryOf } from "./entries";
import type { Progress } from "./protocol";
import { SearchIndex } from "./searchIndex";

/** Messages that are read back of one room at most. */
const roomMax = 10_000;
const pageSize = 100;
/** Between two requests for history: other people use the server too. */
const pauseMs = 1_200;
/** Arriving messages are written together. */
const gatherMs = 400;

/** How far reading the history is. */
export interface CrawlState {
	rooms: number;
	roomsDone: number;
	/** Whether it goes on by itself. */
	running: boolean;
	/** Grows with each change of the index by what arrives: what was found before may be out of date. */
	changes: number;
}

/** One per signed-in person. */
export class SearchFeed {
	/** Where everything goes. */
	readonly index = new SearchIndex();
	/** Changes as the history is read. */
	state: CrawlState = { rooms: 0, roomsDone: 0, running: false, changes: 0 };
	private readonly listeners = new Set<() => void>();
	private gathered = new Map<string, Entry>();
	private recalled = new Set<string>();
	private timer: ReturnType<typeof setTimeout> | undefined;
	private progress = new Map<string, Progress>();
	/** Rooms in which messages were missed: the sync skipped some. */
	private readonly gaps = new Map<string, string>();
	private on = false;
	private run = 0;

	constructor(private readonly client: MatrixClient) {
		// What is there already can be searched at once.
		if (settings().searchIndex) this.index.begin();
	}

	/** Begins, if the person wants an index; follows when they change their mind. */
	start(): void {
		const follow = () => (settings().searchIndex ? this.begin() : this.end());
		follow();
		subscribe(follow);
	}

	/** Calls back when [`state`] has changed; returns how to stop. */
	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** Deletes the index and begins anew, if it is still wanted. */
	async rebuild(): Promise<void> {
		this.end();
		await this.index.delete().catch(() => undefined);
		if (settings().searchIndex) this.begin();
	}

	private begin(): void {
		if (this.on) return;
		this.on = true;
		this.index.begin();
		this.client.on(RoomEvent.Timeline, this.arrived);
		this.client.on(MatrixEventEvent.Decrypted, this.take);
		this.client.on(RoomEvent.Redaction, this.redacted);
		this.client.on(RoomEvent.MyMembership, this.moved);
		this.client.on(RoomEvent.TimelineReset, this.skipped);
		this.client.on(ClientEvent.DeleteRoom, this.gone);
		void this.crawl().catch(() => this.tell({ running: false }));
	}

	private end(): void {
		this.on = false;
		this.run += 1;
		this.client.off(RoomEvent.Timeline, this.arrived);
		this.client.off(MatrixEventEvent.Decrypted, this.take);
		this.client.off(RoomEvent.Redaction, this.redacted);
		this.client.off(RoomEvent.MyMembership, this.moved);
		this.client.off(RoomEvent.TimelineReset, this.skipped);
		this.client.off(ClientEvent.DeleteRoom, this.gone);
		this.gathered.clear();
		this.tell({ running: false });
	}

	private arrived = (event: MatrixEvent): void => this.take(event);

	private take = (event: MatrixEvent): void => {
		const entry = plainEntry(event);
		if (!entry) return;
		this.gathered.set(entry.eventId, entry);
		this.writeSoon();
	};

	private redacted = (event: MatrixEvent): void => {
		const target = event.event.redacts ?? event.getContent().redacts;
		if (typeof target !== "string") return;
		this.gathered.delete(target);
		this.recalled.add(target);
		this.writeSoon();
	};

	private moved = (room: Room, membership: string): void => {
		if (membership === KnownMembership.Leave || membership === KnownMembership.Ban) this.gone(room.roomId);
		else if (membership === KnownMembership.Join && !this.state.running)
			void this.crawl().catch(() => undefined);
	};

	private gone = (roomId: string): void => {
		this.progress.delete(roomId);
		void this.index.forgetRoom(roomId).catch(() => undefined);
	};

	private skipped = (room: Room | undefined): void => {
		const token = room?.getLiveTimeline().getPaginationToken(EventTimeline.BACKWARDS);
		if (!room || !token || !this.progress.has(room.roomId)) return;
		this.gaps.set(room.roomId, token);
		if (!this.state.running) void this.crawl().catch(() => undefined);
	};

	private writeSoon(): void {
		this.timer ??= setTimeout(() => {
			this.timer = undefined;
			const entries = [...this.gathered.values()];
			const recalled = [...this.recalled];
			this.gathered = new Map();
			this.recalled = new Set();
			void this.index
				.put(entries)
				.then(() => (recalled.length > 0 ? this.index.remove(recalled) : null))
				.then(() => this.tell({ changes: this.state.changes + 1 }))
				.catch(() => undefined);
		}, gatherMs);
	}

	private tell(change: Partial<CrawlState>): void {
		this.state = { ...this.state, ...change };
		for (const listener of this.listeners) listener();
	}

	/** Reads the history of all rooms, the liveliest first, going on where it stopped. */
	private async crawl(): Promise<void> {
		this.run += 1;
		const run = this.run;
		const goesOn = () => this.on && this.run === run;
		this.tell({ running: true });
		this.progress = new Map((await this.index.progress()).map((one) => [one.roomId, one]));
		for (const room of this.rooms()) if (goesOn()) await this.takeWhatIsHere(room);
		for (const room of this.rooms()) {
			if (!goesOn()) return;
			this.count();
			await this.closeGap(room, goesOn);
			await this.readBack(room, goesOn);
		}
		if (!goesOn()) return;
		this.count();
		this.tell({ running: false });
		// Messages were missed, or rooms joined, meanwhile.
		if (this.gaps.size > 0) void this.crawl().catch(() => undefined);
	}

	private rooms(): Room[] {
		return this.client
			.getRooms()
			.filter((room) => room.getMyMembership() === KnownMembership.Join && !room.isSpaceRoom())
			.sort((a, b) => b.getLastActiveTimestamp() - a.getLastActiveTimestamp());
	}

	private count(): void {
		const rooms = this.rooms();
		const roomsDone = rooms.filter((room) => this.progress.get(room.roomId)?.done).length;
		this.tell({ rooms: rooms.length, roomsDone });
	}

	/** What the client has loaded of a room; and where its history begins, if it was never read. */
	private async takeWhatIsHere(room: Room): Promise<void> {
		const timeline = room.getLiveTimeline();
		const events = timeline.getEvents();
		const entries = await this.entriesOf(events);
		const token = timeline.getPaginationToken(EventTimeline.BACKWARDS);
		const before = this.progress.get(room.roomId);
		// Nothing of what is here was seen before: while this device was away, messages were skipped.
		if (before && token && entries.length > 0 && !(await this.index.known(entries.map((one) => one.eventId))))
			this.gaps.set(room.roomId, token);
		await this.index.put(entries);
		if (!before) await this.note({ roomId: room.roomId, token, read: 0, done: token === null });
	}

	private async note(progress: Progress): Promise<void> {
		this.progress.set(progress.roomId, progress);
		await this.index.setProgress(progress);
	}

	/** Reads from the newest messages back to what is known. */
	private async closeGap(room: Room, goesOn: () => boolean): Promise<void> {
		let token = this.gaps.get(room.roomId) ?? null;
		for (let read = 0; token && read < roomMax && goesOn(); read += pageSize) {
			const page = await this.page(room.roomId, token, goesOn);
			if (!page) return;
			const met = await this.index.known(page.entries.map((one) => one.eventId));
			await this.index.put(page.entries);
			token = met ? null : page.token;
		}
		if (goesOn()) this.gaps.delete(room.roomId);
	}

	private async readBack(room: Room, goesOn: () => boolean): Promise<void> {
		for (;;) {
			const now = this.progress.get(room.roomId);
			if (!now || now.done || !now.token || !goesOn()) return;
			const page = await this.page(room.roomId, now.token, goesOn);
			if (!page) return;
			await this.index.put(page.entries);
			const read = now.read + page.count;
			await this.note({
				roomId: room.roomId,
				token: page.token,
				read,
				done: page.token === null || read >= roomMax,
			});
		}
	}

	/** One page of history; `null` when it cannot be had (refused, or no longer wanted). */
	private async page(roomId: string, from: string, goesOn: () => boolean) {
		for (let tries = 0; tries < 20 && goesOn(); tries += 1) {
			await this.quiet(pauseMs, goesOn);
			if (!goesOn()) return null;
			try {
				const answer = await this.client.createMessagesRequest(roomId, from, pageSize, Direction.Backward);
				const mapper = this.client.getEventMapper({ decrypt: false, preventReEmit: true });
				const events = answer.chunk.map((raw) => mapper(raw));
				const token = answer.chunk.length > 0 && answer.end ? answer.end : null;
				return { entries: await this.entriesOf(events), token, count: answer.chunk.length };
			} catch (error) {
				if (!(error instanceof MatrixError) || (error.httpStatus ?? 500) >= 500) continue;
				if (error.httpStatus !== 429) return null;
				await this.quiet(error.getRetryAfterMs() ?? 10_000, goesOn);
			}
		}
		return null;
	}

	private async entriesOf(events: readonly MatrixEvent[]): Promise<Entry[]> {
		for (const event of events)
			if (event.isEncrypted() && !event.isRedacted() && event.shouldAttemptDecryption())
				await this.client.decryptEventIfNeeded(event).catch(() => undefined);
		return events.flatMap((event) => plainEntry(event) ?? []);
	}

	/** Waits at least so long, and until the page is seen and the server answers. */
	private async quiet(ms: number, goesOn: () => boolean): Promise<void> {
		await new Promise((resolve) => setTimeout(resolve, ms));
		while (goesOn() && (document.visibilityState === "hidden" || connection() !== "online"))
			await new Promise((resolve) => setTimeout(resolve, 2_000));
	}
}

function plainEntry(event: MatrixEvent): Entry | null {
	const eventId = event.getId();
	const roomId = event.getRoomId();
	const sender = event.getSender();
	// "~": a local echo that has no id of the server yet.
	if (!eventId?.startsWith("$") || !roomId || !sender || event.isRedacted() || event.isState()) return null;
	if (event.isBeingDecrypted() || event.isDecryptionFailure()) return null;
	// As it was sent: a later edit is an entry of its own.
	return entryOf({
		eventId,
		roomId,
		sender,
		ts: event.getTs(),
		type: event.getType(),
		content: event.getOriginalContent(),
	});
}
