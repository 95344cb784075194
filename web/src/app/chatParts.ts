// What the features add to chats.
import type { ChatParts } from "@/features/chat/parts";
import { mediaAttachments, offerFiles } from "@/features/media/attach";
import { mediaBodies, unsentMediaBodies } from "@/features/media/bodies";

/** Kinds of messages, and things to attach. */
export const chatParts: ChatParts = {
	bodies: mediaBodies,
	unsentBodies: unsentMediaBodies,
	attachments: mediaAttachments,
	files: offerFiles,
};
