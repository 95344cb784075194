// The last words of a chat, in one line.
import { type IContent, type MatrixClient, type MatrixEvent, MsgType } from "matrix-js-sdk";
import { type Translate, useT } from "@/lib/i18n";
import { language } from "@/lib/settings";
import { appIn, appName } from "@/matrix/miniApps/events";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import type { RoomSummary } from "@/matrix/rooms";
import { wordsOfHtml } from "../message/html";

/** "Wei: landed safely", "You: Photo". */
export function useExcerpt(summary: RoomSummary): string {
	return lineOf(useClient(), summary, useT());
}

/** [`useExcerpt`], once. */
export function lineOf(
	client: MatrixClient,
	{ room, last, unsent, directUserId }: RoomSummary,
	t: Translate,
): string {
	if (unsent && unsent.ts >= (last?.getTs() ?? 0))
		return t("chat.excerpt.mine", { words: excerptOfContent(unsent.type, unsent.content, t) });
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
	return excerptOfContent(event.getType(), event.getContent(), t);
}

function excerptOfContent(type: string, content: IContent, t: Translate): string {
	const body = typeof content.body === "string" ? content.body : "";
	if (type === "m.sticker") return t("chat.excerpt.sticker");
	if (type.endsWith("poll.start")) return t("chat.excerpt.poll");
	switch (content.msgtype) {
		case MsgType.Image:
			return captioned(t("chat.excerpt.image"), content, body, t);
		case MsgType.Video:
			return captioned(t("chat.excerpt.video"), content, body, t);
		case MsgType.Audio:
			return "org.matrix.msc3245.voice" in content ? t("chat.excerpt.voice") : t("chat.excerpt.audio");
		case MsgType.File:
			return fileWords(content, body, t);
		case MsgType.Location:
			return t("chat.excerpt.location");
		default:
			return words(content, body);
	}
}

/** A mini-app is called by its name. */
function fileWords(content: IContent, body: string, t: Translate): string {
	const app = appIn(content);
	return app
		? t("chat.excerpt.app", { name: appName(app, language()) })
		: t("chat.excerpt.file", { name: body });
}

/** With what was written below it (spec: media captions). */
function captioned(what: string, content: IContent, body: string, t: Translate): string {
	const caption = typeof content.filename === "string" && content.filename !== body;
	return caption ? t("chat.excerpt.captioned", { what, words: words(content, body) }) : what;
}

/** Excerpts of formatted messages; the SDK keeps an event's content as one object. */
const formatted = new WeakMap<object, string>();

/** Markdown is shown as what it means. Long messages are not parsed for one line. */
function words(content: object & { format?: unknown; formatted_body?: unknown }, body: string): string {
	const html = content.formatted_body;
	if (content.format !== "org.matrix.custom.html" || typeof html !== "string" || html.length > 4_000)
		return withoutQuote(body.slice(0, 2_000)).replaceAll(/\s+/g, " ").slice(0, 200);
	const known = formatted.get(content) ?? wordsOfHtml(html).slice(0, 200);
	formatted.set(content, known);
	return known;
}

/** A reply's body without the quotation that older clients put before it (spec: rich replies, fallback). */
export function withoutQuote(body: string): string {
	return body.startsWith("> <") ? body.replace(/^(> .*\n)+\n?/, "") : body;
}
