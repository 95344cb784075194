// What the chats lend to media.
import { CaptionField } from "@/features/chat/composer/CaptionField";
import { mayMentionRoom } from "@/features/chat/composer/mayMentionRoom";
import { htmlLimit, wordsOfHtml } from "@/features/chat/message/html";
import { wordingOf } from "@/features/chat/message/markdown";
import { Words } from "@/features/chat/message/TextBody";
import { BrokenFile, type MediaParts } from "@/features/media/parts";

/** Captions are written and shown as messages are. */
export const mediaParts: MediaParts = {
	CaptionField,
	captionContent: (room, { text, mentions }) => ({ ...wordingOf(text, mentions, mayMentionRoom(room)) }),
	special: async (file, t) => {
		const { appMessage, faultWords } = await import("@/features/apps/room/asMessage");
		return appMessage(file).catch((error: unknown) => {
			throw new BrokenFile(faultWords(error, t));
		});
	},
	Words,
	plainWords: ({ body, format, formatted_body: html }) =>
		format === "org.matrix.custom.html" && typeof html === "string" && html.length < htmlLimit
			? wordsOfHtml(html)
			: String(body ?? ""),
};
