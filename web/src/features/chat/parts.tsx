// What other features add to a chat: kinds of messages, things to attach, screens behind the header. Features do not
// import each other; the app brings them together (app/chatParts.ts).
import type { LucideIcon } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { MessageId } from "@/lib/i18n";
import type { BodyProps } from "./message/Body";

/** Something that can be attached to a message: an entry of the plus menu. */
export interface Attachment {
	id: string;
	icon: LucideIcon;
	label: MessageId;
	/** Opens when it is chosen; calls `close` when it is done. */
	Panel: ComponentType<{ room: Room; threadId: string | null; close: () => void }>;
}

/** All additions. */
export interface ChatParts {
	/** By event type or msgtype. */
	bodies: Record<string, ComponentType<BodyProps>>;
	attachments: readonly Attachment[];
}

const Context = createContext<ChatParts>({ bodies: {}, attachments: [] });

/** Gives the chats their additions. */
export function ChatPartsProvider({ parts, children }: { parts: ChatParts; children: ReactNode }) {
	return <Context value={parts}>{children}</Context>;
}

/** The additions. */
export const useChatParts = (): ChatParts => useContext(Context);
