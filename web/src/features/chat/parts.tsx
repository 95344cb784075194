// What other features add to a chat: kinds of messages, things to attach, screens behind the header. Features do not
// import each other; the app brings them together (app/chatParts.ts).
import type { LucideIcon } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { MessageId } from "@/lib/i18n";
import type { OutboxEntry } from "@/matrix/outbox";
import type { BodyProps } from "./message/Body";

/** Something that can be attached to a message: an entry of the plus menu. */
export interface Attachment {
	id: string;
	icon: LucideIcon;
	label: MessageId;
	/** Opens when it is chosen; calls `close` when it is done. */
	Panel: ComponentType<{ room: Room; threadId: string | null; close: () => void }>;
}

/** Where something is written: a chat, or a thread of it. */
export interface Place {
	room: Room;
	threadId: string | null;
}

/** Events that are no messages, but say something in a line of their own. */
export interface LineKind {
	/** `me`: who looks. */
	says: (event: MatrixEvent, me: string) => boolean;
	Line: ComponentType<{ event: MatrixEvent; room: Room }>;
}

/** All additions. */
export interface ChatParts {
	/** By event type or msgtype. */
	bodies: Record<string, ComponentType<BodyProps>>;
	/**
	 * By a key of the content: cards in place of the words that other clients show. One that finds nothing to show gives
	 * its children, the words.
	 */
	marked?: Record<string, ComponentType<BodyProps & { children: ReactNode }>>;
	/** The same for messages that are not sent yet: the picture is on this device already. */
	unsentBodies: Record<string, ComponentType<{ entry: OutboxEntry }>>;
	/** By event type. */
	lines?: Record<string, LineKind>;
	/** Several pictures that were sent together; each cell has its event's id as `data-picture`. */
	album?: ComponentType<{ events: readonly MatrixEvent[]; room: Room }>;
	attachments: readonly Attachment[];
	/** Lines between the header and the messages: warnings. */
	banners?: readonly ComponentType<{ room: Room }>[];
	/** Says why a message cannot be decrypted, and what helps. */
	unreadable?: ComponentType<{ event: MatrixEvent }>;
	/** Takes files that were pasted, dropped or picked: asks, then sends. */
	files?: (files: File[], room: Room, threadId: string | null) => void;
	/** The button for a voice note; stands where "send" is while nothing is written. */
	voice?: ComponentType<Place>;
	/** Stickers to choose from, beside the emoji; calls `close` after one was sent. */
	stickers?: ComponentType<Place & { close: () => void }>;
}

const Context = createContext<ChatParts>({ bodies: {}, unsentBodies: {}, attachments: [] });

/** Gives the chats their additions. */
export function ChatPartsProvider({ parts, children }: { parts: ChatParts; children: ReactNode }) {
	return <Context value={parts}>{children}</Context>;
}

/** The additions. */
export const useChatParts = (): ChatParts => useContext(Context);
