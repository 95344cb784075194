// What the people of a room share in one mini-app: its updates in the order of the room, each once, on this device and
// on its way to the others. It asks the server when somebody looks, and goes on with what arrives.
import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import type { Outbox } from "../outbox";
import { EventPages } from "./EventPages";
import type { AppUpdate } from "./events";
import type { Head, Kept } from "./kept";
import type { OwnSnapshots } from "./OwnSnapshots";
import { type Read, readEvents } from "./readEvent";
import { Sender } from "./Sender";
import { type Arrived, type Face, type Logged, UpdateLog } from "./UpdateLog";

/** Events of the first page, and of those that follow where it was not enough. */
const page = 100;
const largePage = 500;
/** How many of the newest events are remembered: one of them at least is still there when the others were redacted. */
const recentMost = 50;
/** So many are asked for one by one in a later run; of more, the whole list is read again. */
const unreadMost = 200;
/** What a card shows of an app that nobody has opened here is in its newest events. */
const glimpsed = 30;
/** Changes are gathered before they are written. */
const gatherMs = 300;

/** Longer than that nobody waits for an app that is new here to learn who one is in it. */
const addressPatienceMs = 5_000;

const nothing: Face = { summary: null, document: null, last: null };

/** All pieces together. */
export const bytesIn = (sizes: Readonly<Record<number, number>>): number =>
	Object.values(sizes).reduce((sum, one) => sum + one, 0);

/** Which mini-app it is. */
export interface AppPlace {
	id: string;
	roomId: string;
	/** Whether its room is encrypted. */
	encrypted: boolean;
}

/** What it needs. */
export interface SharedPorts {
	client: MatrixClient;
	outbox: Outbox;
	kept: Kept;
	/** What other devices of mine keep for this one, and this one for them. */
	own: Pick<OwnSnapshots, "read" | "keep" | "forget">;
	/** My address in this app, as it follows from my identity. */
	address: (id: string) => Promise<string>;
}

/** One mini-app in one room. */
export class Shared {
	readonly id: string;
	readonly roomId: string;
	/** What its card shows. */
	face: Face = nothing;
	/** Whether older updates cannot be had from the server: they were sent before I came. */
	lacksPast = false;

	private readonly log = new UpdateLog();
	private readonly sender: Sender;
	private readonly pages: EventPages;
	/** Whether all older updates are in the log. */
	private complete = false;
	/** Whether the log holds all that the room has, so that what arrives may be added. */
	private caughtUp = false;
	private glimpse: Promise<void> | undefined;
	private catching: Promise<boolean> | undefined;
	private recent: readonly string[] = [];
	/** Events that could not be deciphered. */
	private readonly unread = new Set<string>();
	/** Those of them that an earlier run left. */
	private left: readonly string[] = [];
	/** What can be deciphered now, and waits for its turn. */
	private late: MatrixEvent[] = [];
	private readonly ready: Promise<void>;
	private chain: Promise<unknown>;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private readonly readers = new Set<() => void>();
	private readonly watchers = new Set<() => void>();
	private removed = false;
	private writing: Promise<void> = Promise.resolve();
	/** Bytes of each piece on disk. */
	private sizes: Record<number, number> = {};
	private myAddress: Promise<string> | undefined;

	constructor(
		private readonly place: AppPlace,
		private readonly ports: SharedPorts,
	) {
		this.id = place.id;
		this.roomId = place.roomId;
		this.ready = this.restore();
		this.chain = this.ready;
		this.sender = new Sender(place, ports, this.log);
		this.pages = new EventPages(ports.client, place.roomId, place.id);
	}

	/** Calls back when what a card shows has changed; returns how to stop. */
	watch = (changed: () => void): (() => void) => {
		this.watchers.add(changed);
		return () => this.watchers.delete(changed);
	};

	/** Looks once what is new, for a card: an app that was never opened here is not fetched for that. */
	look(): void {
		this.glimpse ??= this.ready.then(async () => {
			if (this.complete) await this.catchUp();
			else await this.lookAtNewest();
		});
	}

	/**
	 * Hands over everything after a serial, and then what comes. Resolves when all that was known was handed over; of
	 * an app that is new on this device, when the server has told all of it, or cannot be asked.
	 */
	async follow(after: number, take: (update: Logged, newest: number) => void): Promise<() => void> {
		await this.ready;
		let handed = after;
		const hand = () => {
			// Taken out of the log again, since it was redacted: serials go on all the same.
			for (const update of this.log.after(handed)) {
				handed = update.serial;
				take(update, this.log.newest);
			}
		};
		const catching = this.catchUp();
		if (!this.complete) await catching;
		hand();
		this.readers.add(hand);
		void this.sender.resume(catching);
		void this.keepForMine();
		return () => this.readers.delete(hand);
	}

	/**
	 * My address here: the one under which I acted first, since that is what the app knows me by, whatever became of my
	 * identity; before that, the one that follows from my identity. The same as long as this page is open.
	 */
	address(): Promise<string> {
		this.myAddress ??= this.findAddress();
		return this.myAddress;
	}

	private async findAddress(): Promise<string> {
		await this.ready;
		const patience = new Promise((resolve) => setTimeout(resolve, addressPatienceMs));
		if (!this.complete) await Promise.race([this.catchUp(), patience]);
		return this.log.addressOf(this.ports.client.getSafeUserId()) ?? this.ports.address(this.id);
	}

	/** Sends an update: here at once, to the others as soon as it can be. Of who may not write nobody hears. */
	async send(update: AppUpdate): Promise<void> {
		await this.ready;
		if (this.removed || !this.sender.mayWrite()) return;
		const addr = await this.address();
		const own = this.sender.stamped(update, addr);
		this.added(this.log.add([own]));
		await this.write();
		this.sender.pump();
	}

	/** An event of this app that came just now, or could be decrypted just now. */
	take(event: MatrixEvent): void {
		this.chain = this.chain.then(async () => {
			if (this.removed) return;
			if (this.caughtUp) return this.accept(await this.readAll([event]));
			// Opened before, or being looked at: the server has what was missed before it.
			if (this.complete || this.readers.size > 0) return void this.catchUp();
			this.showFace(readable(await this.readAll([event])));
		});
	}

	/** A key came late: what it opens gets the next serials. */
	takeLate(event: MatrixEvent): void {
		const id = event.getId();
		if (!id || !this.unread.has(id)) return;
		this.late.push(event);
		// One key opens many, one after the other.
		if (this.late.length > 1) return;
		this.chain = this.chain.then(async () => this.accept(await this.readAll(this.late.splice(0))));
	}

	/** The sync has left something out: what arrives next may not follow on what is here. */
	skipped(): void {
		this.caughtUp = false;
		this.glimpse = undefined;
		if (this.readers.size > 0) void this.catchUp();
	}

	/** The connection is there again. */
	retry(): void {
		if (this.readers.size > 0 && !this.caughtUp) void this.catchUp();
	}

	/** Takes out what was redacted. */
	async redacted(eventId: string): Promise<void> {
		await this.ready;
		if (!this.log.withoutEvent(eventId)) return;
		void this.ports.own.forget(this.id);
		this.face = this.log.face();
		await this.write();
		this.changed();
	}

	/** Takes up a list of updates that somebody else made (snapshot), as far as they are not here. */
	takeSnapshot(updates: readonly Arrived[], until: string): Promise<void> {
		const taken = this.chain.then(async () => {
			this.added(this.log.add(updates));
			this.recent = [...this.recent, until].slice(-recentMost);
			this.complete = true;
			this.lacksPast = false;
			await this.write();
			await this.catchUpNow();
			this.changed();
		});
		this.chain = taken;
		return taken;
	}

	/** All updates that are in the room, and the newest event among them; `null`: not everything is here. */
	async whole(): Promise<{ updates: readonly Logged[]; until: string } | null> {
		if (!(await this.catchUp()) || !this.complete || this.lacksPast) return null;
		const updates = this.log.after(0).filter((one) => one.eventId !== null);
		const until = updates.at(-1)?.eventId;
		return until ? { updates, until } : null;
	}

	/** Keeps a long list for my other devices. */
	private async keepForMine(): Promise<void> {
		const whole = await this.whole();
		if (whole) await this.ports.own.keep(this.id, whole);
	}

	/** Sends what a former page left. */
	async resumeSending(): Promise<void> {
		await this.ready;
		await this.sender.resume(this.catchUp());
	}

	/** Removes it from this device. */
	async remove(): Promise<void> {
		await this.ready;
		this.removed = true;
		clearTimeout(this.timer);
		this.readers.clear();
		await this.ports.kept.remove(this.id);
	}

	/** Asks the server for what is missing; whether that went well. Asked twice at once, it goes once. */
	private catchUp(): Promise<boolean> {
		if (this.caughtUp) return Promise.resolve(true);
		this.catching ??= new Promise((resolve) => {
			this.chain = this.chain.then(async () => {
				const done = await this.catchUpNow();
				this.catching = undefined;
				resolve(done);
			});
		});
		return this.catching;
	}

	private async catchUpNow(): Promise<boolean> {
		try {
			if (!this.complete) await this.takeFromMine();
			this.accept(await this.readBack());
			await this.readAgain();
			this.complete = true;
			this.caughtUp = true;
			void this.write();
			return true;
		} catch {
			// Offline: what is here is what there is, until the connection is back.
			return false;
		}
	}

	/** What another device of mine has read already: I read from there on. */
	private async takeFromMine(): Promise<void> {
		const whole = await this.ports.own.read(this.id);
		if (!whole) return;
		this.added(this.log.add(whole.updates));
		this.recent = [...this.recent, whole.until].slice(-recentMost);
		this.complete = true;
	}

	/** All that is new, the oldest first: a page is deciphered while the next one is on its way. */
	private async readBack(): Promise<Read[]> {
		const known = new Set(this.complete ? this.recent : []);
		const parts: Promise<Read[]>[] = [];
		let before: Promise<unknown> = Promise.resolve();
		let from: string | undefined;
		let met = false;
		do {
			const answer = await this.pages.read(from === undefined ? page : largePage, from);
			const at = answer.events.findIndex((event) => known.has(event.getId() ?? ""));
			met = at >= 0;
			const fresh = met ? answer.events.slice(0, at) : answer.events;
			const part = before.then(() => this.readAll(fresh.reverse()));
			// Whether it went well is asked at the end.
			before = part.catch(() => undefined);
			parts.unshift(part);
			from = answer.next;
		} while (!met && from);
		return (await Promise.all(parts)).flat();
	}

	private readAll(events: readonly MatrixEvent[]): Promise<Read[]> {
		return readEvents(this.ports.client, events, this.place);
	}

	/** Adds what events brought, in their order. */
	private accept(read: readonly Read[]): void {
		for (const { event, updates } of read) {
			const id = event.getId() ?? "";
			if (updates !== "unreadable") this.unread.delete(id);
			else {
				this.unread.add(id);
				// Its key came while the others were read.
				if (!event.isDecryptionFailure()) this.takeLate(event);
			}
		}
		const newest = read.slice(-recentMost).map(({ event }) => event.getId() ?? "");
		this.recent = [...this.recent, ...newest].slice(-recentMost);
		this.added(this.log.add(readable(read)));
		this.writeSoon();
	}

	/** What an earlier run could not decipher: its keys may be here by now. */
	private async readAgain(): Promise<void> {
		const left = this.left.filter((id) => this.unread.has(id));
		this.left = [];
		for (const id of left) {
			const raw = await this.ports.client.fetchRoomEvent(this.roomId, id).catch(() => null);
			if (raw) this.accept(await this.readAll([this.ports.client.getEventMapper()(raw)]));
		}
		// What came before I was in the room will never open: a member who has it may hand it over.
		this.lacksPast = this.unread.size > 0;
	}

	private async lookAtNewest(): Promise<void> {
		const events = await this.pages.read(glimpsed).then(
			(answer) => answer.events,
			() => [],
		);
		this.showFace(readable(await this.readAll(events.reverse())));
	}

	/** The face of an app whose older updates are not here. */
	private showFace(newer: readonly Arrived[]): void {
		if (newer.length === 0) return;
		const log = new UpdateLog();
		log.add(newer);
		const { summary, document, last } = log.face();
		this.face = {
			summary: summary ?? this.face.summary,
			document: document ?? this.face.document,
			last: last ?? this.face.last,
		};
		this.changed();
	}

	private added(updates: readonly Logged[]): void {
		if (updates.length === 0) return;
		this.face = this.log.face();
		for (const reader of this.readers) reader();
		this.changed();
	}

	private changed(): void {
		for (const watcher of this.watchers) watcher();
	}

	private async restore(): Promise<void> {
		const kept = await this.ports.kept.read(this.id).catch(() => null);
		if (!kept) return;
		const { head, updates } = kept;
		this.log.restore(updates, head.next);
		this.face = head.face;
		this.complete = head.complete;
		this.recent = head.recent;
		this.left = head.unread;
		for (const id of this.left) this.unread.add(id);
		this.sizes = head.sizes;
		this.changed();
	}

	private writeSoon(): void {
		this.timer ??= setTimeout(() => void this.write(), gatherMs);
	}

	/** One after the other: an older head never comes after a newer one. */
	private write(): Promise<void> {
		clearTimeout(this.timer);
		this.timer = undefined;
		this.writing = this.writing.then(() => this.writeNow());
		return this.writing;
	}

	private async writeNow(): Promise<void> {
		if (this.removed) return;
		const chunks = this.log.takeChanged();
		const { face, recent, unread } = this;
		for (const [chunk, part] of chunks) this.sizes[chunk] = JSON.stringify(part).length;
		const head: Head = {
			version: 1,
			next: this.log.following,
			face,
			complete: this.complete && unread.size <= unreadMost,
			recent,
			unread: [...unread].slice(-unreadMost),
			sizes: this.sizes,
			unsent: this.log.unsent().length,
		};
		// Storage full: it lives as long as this page, and is fetched again later.
		await this.ports.kept.write(this.id, head, chunks).catch(() => undefined);
	}
}

/** The updates of those that could be read. */
const readable = (read: readonly Read[]): Arrived[] =>
	read.flatMap(({ updates }) => (updates === "unreadable" ? [] : updates));
