// The way of a mini-app's updates into the room: in order, at most one event a second, and what was written meanwhile
// (or while there was no connection) together in the next one. Nothing is dropped, and nothing arrives twice.

import {
	type AppUpdate,
	bytesOf,
	type Calls,
	updateContent,
	updatesIn,
	updateType,
	type WireUpdate,
} from "./events";
import type { AppPlace, SharedPorts } from "./Shared";
import type { Arrived, Logged, UpdateLog } from "./UpdateLog";
import { uidOf } from "./UpdateLog";

/** Between two events of one app. */
export const pauseMs = 1_000;
/** Bytes of updates in one event, as JSON. */
export const mostBytes = 40_000;
/** More people are not called at once. */
const calledMost = 50;

/** Of one app. */
export class Sender {
	/** Updates that the outbox has, or that the server has and whose event is still to come. */
	private readonly handed = new Set<string>();
	private last = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private pumping = false;
	private waits = false;
	private resumed = false;

	constructor(
		private readonly place: AppPlace,
		private readonly ports: SharedPorts,
		private readonly log: UpdateLog,
	) {}

	/** Whether I may write in this room. */
	mayWrite(): boolean {
		const { client } = this.ports;
		const room = client.getRoom(this.place.roomId);
		return (
			room?.getMyMembership() === "join" &&
			room.currentState.maySendEvent(
				this.place.encrypted ? "m.room.encrypted" : updateType,
				client.getSafeUserId(),
			)
		);
	}

	/** My update with what names it. */
	stamped(update: AppUpdate, addr: string): Arrived {
		const me = this.ports.client.getSafeUserId();
		return {
			uid: uidOf(me, crypto.randomUUID().slice(0, 18), "", 0),
			eventId: null,
			sender: me,
			ts: Date.now(),
			addr,
			update,
		};
	}

	/** Goes on with what a former page left: once it is known what the room has already. */
	async resume(caughtUp: Promise<boolean>): Promise<void> {
		if (this.resumed) return this.pump();
		this.resumed = await caughtUp;
		for (const entry of this.ports.outbox.inRoom(this.place.roomId))
			if (entry.type === updateType)
				for (const { id } of await updatesIn(entry.content))
					this.handed.add(uidOf(this.ports.client.getSafeUserId(), id, "", 0));
		this.pump();
	}

	/** Sends what waits, when it is time. */
	pump(): void {
		if (this.pumping || this.timer) return;
		const waiting = this.log.unsent().filter((one) => !this.handed.has(one.uid));
		if (waiting.length === 0) return;
		if (this.onItsWay()) {
			this.waitForOutbox();
			return;
		}
		const wait = this.last + pauseMs - Date.now();
		if (wait > 0) {
			this.timer = setTimeout(() => {
				this.timer = undefined;
				this.pump();
			}, wait);
			return;
		}
		this.pumping = true;
		void this.hand(fitting(waiting)).finally(() => {
			this.pumping = false;
			this.pump();
		});
	}

	private async hand(updates: readonly Logged[]): Promise<void> {
		for (const { uid } of updates) this.handed.add(uid);
		this.last = Date.now();
		const { id, roomId } = this.place;
		const content = await updateContent(id, updates.map(wired), this.callsOf(updates));
		await this.ports.outbox.send({ roomId, threadId: null, type: updateType, content });
	}

	/** Whether an event of this app waits in the outbox or is being sent. */
	private onItsWay(): boolean {
		return this.ports.outbox
			.inRoom(this.place.roomId)
			.some(
				({ type, state, content }) =>
					type === updateType &&
					(state === "waiting" || state === "sending") &&
					(content["m.relates_to"] as { event_id?: unknown } | undefined)?.event_id === this.place.id,
			);
	}

	private waitForOutbox(): void {
		if (this.waits) return;
		this.waits = true;
		const stop = this.ports.outbox.subscribe(() => {
			if (this.onItsWay()) return;
			stop();
			this.waits = false;
			this.pump();
		});
	}

	/** Whom updates call: apps name addresses, or all with an asterisk. */
	private callsOf(updates: readonly Logged[]): Calls {
		const { client } = this.ports;
		const me = client.getSafeUserId();
		const calls: Calls = {};
		const call = (userId: string | null, words: string) => {
			if (userId && userId !== me && Object.keys(calls).length < calledMost) calls[userId] = words;
		};
		for (const { update } of updates) {
			const { "*": all, ...some } = update.notify ?? {};
			const room = client.getRoom(this.place.roomId);
			if (all) for (const { userId } of room?.getJoinedMembers() ?? []) call(userId, all);
			for (const [addr, words] of Object.entries(some)) call(this.log.personOf(addr), words);
		}
		return calls;
	}
}

const wired = ({ uid, addr, update }: Logged): WireUpdate => ({
	...update,
	id: uid.slice(uid.indexOf(" ") + 1),
	addr,
});

/** As many as fit into one event; at least one. */
export function fitting(updates: readonly Logged[]): readonly Logged[] {
	let bytes = 0;
	const count = updates.findIndex((one) => {
		bytes += bytesOf(JSON.stringify(wired(one))) + 1;
		return bytes > mostBytes;
	});
	return count < 0 ? updates : updates.slice(0, Math.max(count, 1));
}
