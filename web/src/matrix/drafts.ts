// What was begun and not sent, per chat and thread: on this device only, and there again after a reload.
import { keyValue } from "@/lib/store";

/** What a draft holds. */
export interface DraftState {
	text: string;
	/** People whose names were picked; a name that was deleted from the text does not count. */
	mentions: readonly { userId: string; name: string }[];
	/** The message that is answered. */
	replyTo: string | null;
	/** The message that is being changed. */
	editing: string | null;
	/** What was being written when the change began. */
	before?: string;
	/** When it was written, Unix milliseconds; absent in drafts of older versions. */
	ts?: number;
}

/** A draft as lists show it. */
export interface Begun {
	/** One line of plain words. */
	words: string;
	/** When it was written, Unix milliseconds. */
	ts: number;
}

const saved = keyValue<DraftState>("drafts");

/** The drafts of all chats. */
class Drafts {
	private readonly left = new Map<string, Begun>();
	private readonly listeners = new Set<() => void>();
	private loading: Promise<void> | undefined;

	/** What was written so far in a chat or thread, from the disk. */
	load(place: string): Promise<DraftState | undefined> {
		return saved.get(place);
	}

	/** Keeps a draft on the disk; an empty one goes. */
	async keep(place: string, draft: DraftState): Promise<void> {
		const { text, replyTo, editing } = draft;
		await (text || replyTo || editing ? saved.set(place, draft) : saved.delete(place));
	}

	/** Shows in lists what was left in a chat. While it is being written, the list stays as it is. */
	leave(place: string, draft: DraftState): void {
		const begun = begunOf(draft);
		if (begun) this.left.set(place, begun);
		else if (!this.left.delete(place)) return;
		this.changed();
	}

	/** What was left in a chat or thread. */
	in(place: string): Begun | null {
		return this.left.get(place) ?? null;
	}

	/** Calls back after each change, and when the disk was read; returns how to stop. */
	subscribe(listener: () => void): () => void {
		this.loading ??= this.read().catch(() => undefined);
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	private async read(): Promise<void> {
		for (const place of await saved.keys()) {
			const draft = await saved.get(place);
			const begun = draft && begunOf(draft);
			if (begun && !this.left.has(place)) this.left.set(place, begun);
		}
		this.changed();
	}

	private changed(): void {
		for (const listener of this.listeners) listener();
	}
}

/** The one table of this device. */
export const drafts = new Drafts();

/** The name of a chat or thread in the table. */
export const placeOf = (roomId: string, threadId: string | null): string =>
	threadId ? `${roomId} ${threadId}` : roomId;

/** A message that is being changed is no draft; what was being written before is. */
export function begunOf({ text, editing, before = "", ts = 0 }: DraftState): Begun | null {
	const words = (editing ? before : text).slice(0, 400).replaceAll(/\s+/g, " ").trim();
	return words ? { words, ts } : null;
}
