// The mini-apps of an account on this device: finds what of the rooms belongs to which, and which ones were opened.
import {
	ClientEvent,
	KnownMembership,
	type MatrixClient,
	type MatrixEvent,
	MatrixEventEvent,
	type Room,
	RoomEvent,
	SyncState,
} from "matrix-js-sdk";
import type { Outbox } from "../outbox";
import { addressIn } from "./address";
import { devicesOf, sendLetter, takeLetters } from "./deviceLetters";
import { takeAppEvents } from "./early";
import { belongsToApps } from "./events";
import { Handover } from "./Handover";
import { Kept, type OpenedApp } from "./kept";
import { OwnSnapshots } from "./OwnSnapshots";
import { silenceUpdates } from "./pushRules";
import { Realtime } from "./Realtime";
import { bytesIn, Shared } from "./Shared";

const desks = new WeakMap<MatrixClient, MiniApps>();

/** The mini-apps of who is signed in; made when first asked for. */
export function miniAppsOf(client: MatrixClient, outbox: Outbox): MiniApps {
	let desk = desks.get(client);
	if (!desk) {
		desk = new MiniApps(client, outbox);
		desks.set(client, desk);
	}
	return desk;
}

/** One per account. */
export class MiniApps {
	private readonly kept: Kept;
	private readonly own: OwnSnapshots;
	private readonly apps = new Map<string, Shared>();
	private list: readonly OpenedApp[] = [];
	private readonly listed: Promise<void>;
	private readonly listeners = new Set<() => void>();
	/** For newcomers, and as one. */
	readonly handover: Handover;

	constructor(
		readonly client: MatrixClient,
		private readonly outbox: Outbox,
	) {
		this.kept = new Kept(client.getSafeUserId());
		this.own = new OwnSnapshots(client);
		this.listed = this.kept.opened().then((list) => {
			this.list = list;
			this.changed();
		});
		this.handover = new Handover({
			client,
			outbox,
			shared: (roomId, id) => this.shared(roomId, id),
			known: (id) => this.list.find((one) => one.id === id)?.content ?? null,
			arrived: () => this.changed(),
		});
		takeAppEvents(client, (event) => this.arrived(event));
		client.on(RoomEvent.Timeline, (event, room, toStart) => {
			if (room && toStart) this.seen(event, room);
		});
		client.on(MatrixEventEvent.Decrypted, (event) => this.appFor(event)?.takeLate(event));
		client.on(RoomEvent.Redaction, (event) => void this.redacted(event));
		client.on(RoomEvent.TimelineReset, (room) => {
			for (const app of this.apps.values()) if (app.roomId === room?.roomId) app.skipped();
		});
		client.on(ClientEvent.Sync, (now, before) => {
			if (now !== SyncState.Syncing || before === SyncState.Syncing) return;
			for (const app of this.apps.values()) app.retry();
		});
		void silenceUpdates(client);
		void this.listed.then(() => this.sendWhatWasLeft());
	}

	/** What a room shares in a mini-app. */
	shared(roomId: string, id: string): Shared {
		let app = this.apps.get(id);
		if (!app) {
			const { client, outbox, kept, own } = this;
			const encrypted = client.getRoom(roomId)?.hasEncryptionStateEvent() ?? true;
			const address = (appId: string) => addressIn(client, appId);
			app = new Shared({ id, roomId, encrypted }, { client, outbox, kept, own, address });
			this.apps.set(id, app);
		}
		return app;
	}

	/** Those that were opened here, the last one first; the same array until something changes. */
	opened = (): readonly OpenedApp[] => this.list;

	/** Resolves when it is known which ones were opened. */
	whenListed(): Promise<void> {
		return this.listed;
	}

	/** Calls back after each change of what was opened; returns how to stop. */
	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** Notes that one was opened. */
	async noteOpened(app: OpenedApp): Promise<void> {
		await this.listed;
		await this.keepList([app, ...this.list.filter(({ id }) => id !== app.id)].slice(0, openedMost));
	}

	/** Removes what this device knows of one: its updates, its place in the list. */
	async remove(id: string): Promise<void> {
		await this.listed;
		const app = this.apps.get(id);
		this.apps.delete(id);
		await (app?.remove() ?? this.kept.remove(id));
		await this.keepList(this.list.filter((one) => one.id !== id));
	}

	/** Begins to speak with those who have the app open now; `take` hears them. */
	realtime(roomId: string, id: string, take: (data: Uint8Array) => void): Realtime {
		const { client } = this;
		const room = client.getRoom(roomId);
		const place = { room: roomId, app: id };
		return new Realtime(
			{
				candidates: () => devicesOf(client, this.mostLikely(roomId)),
				admits: (userId) =>
					room?.getMember(userId)?.membership === KnownMembership.Join && !client.isUserIgnored(userId),
				send: (to, letter) => sendLetter(client, to, { ...letter, ...place }),
				listen: (hear) =>
					takeLetters(client, (from, letter) => {
						if (letter.room === roomId && letter.app === id) hear(from, letter);
					}),
				now: Date.now,
			},
			take,
		);
	}

	/** Who may have an app open: in a small chat everybody; in a large one those who spoke or acted lately, and I. */
	private mostLikely(roomId: string): string[] {
		const room = this.client.getRoom(roomId);
		const members = room?.getJoinedMembers().map(({ userId }) => userId) ?? [];
		if (members.length <= askedMost) return members;
		const lately =
			room
				?.getLiveTimeline()
				.getEvents()
				.map((event) => event.getSender() ?? "") ?? [];
		const wanted = new Set([this.client.getSafeUserId(), ...lately.reverse()]);
		return [...wanted].filter((userId) => members.includes(userId)).slice(0, askedMost);
	}

	/** Bytes of updates on this device. */
	async bytesOf(id: string): Promise<number> {
		return bytesIn((await this.kept.face(id))?.sizes ?? {});
	}

	private arrived(event: MatrixEvent): void {
		const room = this.client.getRoom(event.getRoomId());
		if (!room) return;
		const id = appIdOf(event);
		if (id) {
			this.shared(room.roomId, id).take(event);
			void this.handover.askIfUnreadable(room, id);
		} else void this.handover.take(event, room);
	}

	private seen(event: MatrixEvent, room: Room): void {
		const id = appIdOf(event);
		if (id && !this.apps.has(id)) void this.handover.askIfUnreadable(room, id);
	}

	/** Of an event that belongs to an app which somebody has looked at. */
	private appFor(event: MatrixEvent): Shared | undefined {
		const id = appIdOf(event);
		return id ? this.apps.get(id) : undefined;
	}

	private async redacted(event: MatrixEvent): Promise<void> {
		const target: unknown = event.event.redacts ?? event.getContent().redacts;
		const roomId = event.getRoomId();
		if (typeof target !== "string" || !roomId) return;
		await this.listed;
		if (this.list.some(({ id }) => id === target) || this.apps.has(target)) {
			void this.own.forget(target);
			return this.remove(target);
		}
		const here = [...this.apps.values()].filter((app) => app.roomId === roomId);
		const kept = this.list.filter((app) => app.roomId === roomId && !this.apps.has(app.id));
		for (const app of [...here, ...kept.map(({ id }) => this.shared(roomId, id))]) await app.redacted(target);
	}

	/** What a former page could not hand to the outbox any more. */
	private async sendWhatWasLeft(): Promise<void> {
		for (const { id, roomId } of this.list)
			if (((await this.kept.face(id))?.unsent ?? 0) > 0) await this.shared(roomId, id).resumeSending();
	}

	private async keepList(list: readonly OpenedApp[]): Promise<void> {
		this.list = list;
		this.changed();
		// Storage full: the list lives as long as the page.
		await this.kept.setOpened(list).catch(() => undefined);
	}

	private changed(): void {
		for (const listener of this.listeners) listener();
	}
}

/** People whose devices are asked whether they have an app open. */
const askedMost = 32;

/** More are not listed. */
const openedMost = 200;

/** The app of an event, by the relation that everybody can read. */
function appIdOf(event: MatrixEvent): string | null {
	const id = belongsToApps(event) ? event.getRelation()?.event_id : undefined;
	return id?.startsWith("$") ? id : null;
}
