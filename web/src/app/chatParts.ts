// What the features add to chats.
import type { ChatParts } from "@/features/chat/parts";

/** Kinds of messages, and things to attach. */
export const chatParts: ChatParts = {
	bodies: {},
	unsentBodies: {},
	attachments: [],
};
