// The last words of a chat, in one line.
import { type MatrixEvent, MsgType } from "matrix-js-sdk";
import { type Translate, useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import type { RoomSummary } from "@/matrix/rooms";

/** "Wei: landed safely", "You: Photo". */
export function useExcerpt({ room, last, directUserId }: RoomSummary): string {
	const t = useT();
	const client = useClient();
	if (!last) return "";
	const words = excerptOf(last, t);
	const sender = last.getSender() ?? "";
	if (sender === client.getSafeUserId()) return t("chat.excerpt.mine", { words });
	return directUserId ? words : t("chat.excerpt.by", { name: nameOf(client, sender, room), words });
}

/** A message as one line of plain words. */
export function excerptOf(event: MatrixEvent, t: Translate): string {
	if (event.isRedacted()) return t("chat.recalled");
	if (event.isDecryptionFailure()) return t("chat.excerpt.unreadable");
	if (event.isBeingDecrypted() || event.getType() === "m.room.encrypted") return t("chat.excerpt.decrypting");
	const content = event.getContent();
	const body = typeof content.body === "string" ? content.body : "";
	if (event.getType() === "m.sticker") return t("chat.excerpt.sticker");
	if (event.getType().endsWith("poll.start")) return t("chat.excerpt.poll");
	switch (content.msgtype) {
		case MsgType.Image:
			return t("chat.excerpt.image");
		case MsgType.Video:
			return t("chat.excerpt.video");
		case MsgType.Audio:
			return "org.matrix.msc3245.voice" in content ? t("chat.excerpt.voice") : t("chat.excerpt.audio");
		case MsgType.File:
			return t("chat.excerpt.file", { name: body });
		case MsgType.Location:
			return t("chat.excerpt.location");
		default:
			return withoutQuote(body).replaceAll(/\s+/g, " ").slice(0, 200);
	}
}

/** A reply's body without the quotation that older clients put before it (spec: rich replies, fallback). */
export function withoutQuote(body: string): string {
	return body.startsWith("> <") ? body.replace(/^(> .*\n)+\n?/, "") : body;
}
