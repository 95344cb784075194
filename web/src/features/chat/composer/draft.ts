// The draft of the chat that is open.
import { useEffect, useSyncExternalStore } from "react";
import { type DraftState, drafts, placeOf } from "@/matrix/drafts";
import type { Mention } from "../message/markdown";

const empty: DraftState = { text: "", mentions: [], replyTo: null, editing: null };
/** Typing is written to disk when it pauses this long, and when the page is left. */
const pauseMs = 300;

/** The draft of one chat or thread. */
export class Draft {
	private now = empty;
	private touched = false;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private readonly place: string;
	private readonly listeners = new Set<() => void>();

	constructor(roomId: string, threadId: string | null) {
		this.place = placeOf(roomId, threadId);
		drafts.load(this.place).then(
			(kept) => {
				// Who types faster than the disk reads keeps what was typed.
				if (kept && !this.touched) this.show({ ...empty, ...kept });
			},
			() => undefined,
		);
	}

	/** The draft as it is. */
	read = (): DraftState => this.now;

	/** Calls back after each change; returns how to stop. */
	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** Changes a part of it. */
	change(change: Partial<DraftState>): void {
		this.touched = true;
		this.show({ ...this.now, ...change, ts: Date.now() });
		clearTimeout(this.timer);
		this.timer = setTimeout(this.write, pauseMs);
	}

	/** Answers a message; `null`: no more. */
	reply(eventId: string | null): void {
		this.change({ replyTo: eventId, ...(this.now.editing && this.withoutEdit()) });
	}

	/** Changes a message that was sent; what was being written waits. */
	edit(eventId: string, text: string, mentions: readonly Mention[]): void {
		const before = this.now.editing ? this.now.before : this.now.text;
		this.change({ editing: eventId, replyTo: null, text, mentions, before });
	}

	/** Gives up the reply or the change. */
	cancel(): void {
		this.change(this.now.editing ? this.withoutEdit() : { replyTo: null });
	}

	/** Takes the draft to send it: what is left is empty, or what was being written before a change. */
	take(): DraftState {
		const taken = this.now;
		this.change(taken.editing ? this.withoutEdit() : empty);
		this.leave();
		return taken;
	}

	/** Writes to disk what has not been written. */
	write = (): void => {
		if (!this.touched) return;
		clearTimeout(this.timer);
		// Storage full or denied: the draft lives as long as the page.
		void drafts.keep(this.place, this.now).catch(() => undefined);
	};

	/** Writes it to disk and shows it in the list of chats. */
	leave(): void {
		this.write();
		if (this.touched) drafts.leave(this.place, this.now);
	}

	private withoutEdit(): DraftState {
		return { ...empty, text: this.now.before ?? "" };
	}

	private show(state: DraftState): void {
		this.now = state;
		for (const listener of this.listeners) listener();
	}
}

/** The draft, as it changes. */
export function useDraft(draft: Draft): DraftState {
	return useSyncExternalStore(draft.subscribe, draft.read);
}

/** Writes what is begun when the chat or the page is left. */
export function useKeptDraft(draft: Draft): void {
	useEffect(() => {
		addEventListener("pagehide", draft.write);
		return () => {
			removeEventListener("pagehide", draft.write);
			draft.leave();
		};
	}, [draft]);
}
