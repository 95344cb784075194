// The updates of one mini-app as this device has them: each once, with serials that rise; pure.
import type { AppUpdate } from "./events";

/** An update from the room, or from this device on its way there. */
export interface Arrived {
	/** The same for every copy of the same update. */
	uid: string;
	/** The event that brought it; `null`: of my own, and not in the room yet. */
	eventId: string | null;
	sender: string;
	/** When it was sent, Unix milliseconds. */
	ts: number;
	/** The sender's address in this app. */
	addr: string;
	update: AppUpdate;
	/** It stood in a snapshot: that its sender sent it is the word of whoever made that. */
	hearsay?: true;
}

/** An update with its place. */
export interface Logged extends Arrived {
	serial: number;
}

/** What a card shows. */
export interface Face {
	summary: string | null;
	document: string | null;
	/** Who acted last. */
	last: { sender: string; ts: number } | null;
}

/** Updates of one writing to disk. */
export const chunkSize = 200;

/** What names an update for all its copies: its sender and the sender's own id; without one, its place in its event. */
export const uidOf = (sender: string, id: string, eventId: string, at: number): string =>
	id ? `${sender} ${id}` : `${eventId} ${at}`;

/** In the order in which this device learnt of them. */
export class UpdateLog {
	private readonly list: Logged[] = [];
	private readonly byUid = new Map<string, Logged>();
	private next = 1;
	/** Pieces of `chunkSize` serials that are not on disk as they are here. */
	private readonly changed = new Set<number>();

	/** The serial of the newest one; 0: there is none. */
	get newest(): number {
		return this.list.at(-1)?.serial ?? 0;
	}

	/** How many there are. */
	get size(): number {
		return this.list.length;
	}

	/** Takes up what was kept; once, at the beginning. `next`: no serial below it is given again. */
	restore(kept: readonly Logged[], next: number): void {
		for (const one of kept) {
			if (this.byUid.has(one.uid) || one.serial <= this.newest) continue;
			this.list.push(one);
			this.byUid.set(one.uid, one);
		}
		this.next = Math.max(next, this.newest + 1);
	}

	/** The serial that the next one gets. */
	get following(): number {
		return this.next;
	}

	/** Adds those that are new, in this order; the copy of my own that comes back from the room only learns its event. */
	add(arrived: readonly Arrived[]): Logged[] {
		const added: Logged[] = [];
		for (const one of arrived) {
			const known = this.byUid.get(one.uid);
			if (known) {
				if (known.eventId === null && one.eventId !== null) this.put({ ...known, eventId: one.eventId });
				continue;
			}
			const logged = { ...one, serial: this.next };
			this.next += 1;
			this.list.push(logged);
			this.put(logged);
			added.push(logged);
		}
		return added;
	}

	/** Takes out what an event brought that was redacted; whether it was there. */
	withoutEvent(eventId: string): boolean {
		const gone = this.list.filter((one) => one.eventId === eventId);
		for (const one of gone) {
			this.list.splice(this.list.indexOf(one), 1);
			this.byUid.delete(one.uid);
			this.changed.add(chunkOf(one.serial));
		}
		return gone.length > 0;
	}

	/** All after a serial. */
	after(serial: number): readonly Logged[] {
		// Most ask for the end of a long list.
		let from = this.list.length;
		while (from > 0 && (this.list[from - 1]?.serial ?? 0) > serial) from -= 1;
		return this.list.slice(from);
	}

	/** My own that are not in the room yet. */
	unsent(): readonly Logged[] {
		return this.list.filter((one) => one.eventId === null);
	}

	/** What a card shows. */
	face(): Face {
		const last = this.list.at(-1);
		return {
			summary: this.list.findLast((one) => one.update.summary)?.update.summary ?? null,
			document: this.list.findLast((one) => one.update.document)?.update.document ?? null,
			last: last ? { sender: last.sender, ts: last.ts } : null,
		};
	}

	/** Whose address this is: whoever used it first. */
	personOf(addr: string): string | null {
		return (addr && this.list.find((one) => one.addr === addr)?.sender) || null;
	}

	/** The address under which somebody acted first; `null`: they have not, as far as events say. */
	addressOf(sender: string): string | null {
		const theirs = this.list.find(
			({ addr, hearsay, ...one }) =>
				one.sender === sender && addr && !hearsay && this.personOf(addr) === sender,
		);
		return theirs?.addr ?? null;
	}

	/** The pieces that have to be written, by number. */
	takeChanged(): Map<number, readonly Logged[]> {
		const chunks = new Map(
			[...this.changed].map((chunk) => [
				chunk,
				this.list.filter(({ serial }) => chunkOf(serial) === chunk) as readonly Logged[],
			]),
		);
		this.changed.clear();
		return chunks;
	}

	private put(one: Logged): void {
		const before = this.byUid.get(one.uid);
		const at = before ? this.list.indexOf(before) : -1;
		if (at >= 0) this.list[at] = one;
		this.byUid.set(one.uid, one);
		this.changed.add(chunkOf(one.serial));
	}
}

/** The piece that a serial is in. */
export const chunkOf = (serial: number): number => Math.floor(serial / chunkSize);
