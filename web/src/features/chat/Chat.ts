// What an open chat is doing, apart from the room itself: what is selected, what is open over it, where it looks.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { createContext, useContext, useSyncExternalStore } from "react";
import { Draft } from "./composer/draft";

/** What stands over the chat. */
export type ChatSheet =
	| { kind: "forward"; events: readonly MatrixEvent[] }
	| { kind: "remove"; events: readonly MatrixEvent[] }
	| { kind: "report"; event: MatrixEvent }
	| { kind: "readers"; event: MatrixEvent }
	| { kind: "history"; event: MatrixEvent }
	| { kind: "reactions"; event: MatrixEvent }
	| { kind: "react"; event: MatrixEvent }
	| { kind: "pins" }
	| { kind: "date" }
	| { kind: "encryption" };

/** A message's menu: beside the pointer, or (`at` null) as a sheet. */
export interface ChatMenu {
	event: MatrixEvent;
	at: { x: number; y: number } | null;
}

interface ChatState {
	/** Messages by id while several are being chosen. */
	selected: ReadonlyMap<string, MatrixEvent> | null;
	sheet: ChatSheet | null;
	menu: ChatMenu | null;
	/** The message to show and to highlight; a new object for each wish. */
	target: { eventId: string | null } | null;
}

/** One chat, or one thread of it, on the screen. */
export class Chat {
	/** What is being written. */
	readonly draft: Draft;
	/** Puts the cursor into the composer; the composer sets it. */
	focusComposer: () => void = () => undefined;
	private now: ChatState = { selected: null, sheet: null, menu: null, target: null };
	private readonly listeners = new Set<() => void>();

	constructor(
		readonly room: Room,
		readonly threadId: string | null,
	) {
		this.draft = new Draft(room.roomId, threadId);
	}

	/** The state as it is. */
	read = (): ChatState => this.now;

	/** Calls back after each change; returns how to stop. */
	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	private change(change: Partial<ChatState>): void {
		this.now = { ...this.now, ...change };
		for (const listener of this.listeners) listener();
	}

	/** Opens something over the chat; `null` closes it. */
	open(sheet: ChatSheet | null): void {
		this.change({ sheet, menu: null });
	}

	/** Opens a message's menu; `null` closes it. */
	openMenu(menu: ChatMenu | null): void {
		this.change({ menu });
	}

	/** Shows a message, wherever it is in the history; `null`: the newest. */
	jumpTo(eventId: string | null): void {
		this.change({ target: { eventId } });
	}

	/** Begins choosing several messages, or chooses one more, or one less. */
	toggle(event: MatrixEvent): void {
		const selected = new Map(this.now.selected);
		const id = event.getId() ?? "";
		if (!selected.delete(id)) selected.set(id, event);
		this.change({ selected, menu: null });
	}

	/** Ends choosing. */
	unselect(): void {
		this.change({ selected: null });
	}

	/** Begins a reply. */
	reply(event: MatrixEvent): void {
		this.draft.reply(event.getId() ?? null);
		this.focusComposer();
	}
}

const Context = createContext<Chat | null>(null);
/** Gives the parts of a chat their chat. */
export const ChatProvider = Context;

/** The chat around a component. */
export function useChat(): Chat {
	const chat = useContext(Context);
	if (!chat) throw new Error("useChat outside of a chat");
	return chat;
}

/** A piece of the chat's state; rendered again only when that piece changes. */
export function useChatState<V>(piece: (state: ChatState) => V): V {
	const chat = useChat();
	return useSyncExternalStore(chat.subscribe, () => piece(chat.read()));
}
