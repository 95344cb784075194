// Sends what is written: a message, an answer, or a change.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import type { DraftState } from "@/matrix/drafts";
import { loadEvent } from "@/matrix/event";
import { useClient } from "@/matrix/react";
import type { TypingNotice } from "@/matrix/typing";
import { useOutbox } from "@/matrix/useOutbox";
import { toast } from "@/ui/Toast";
import { useChat } from "../Chat";
import { contentOf, type TextContent } from "../message/markdown";
import { editOf, replyTo } from "../message/relate";
import { useDraft } from "./draft";
import { isTooLong, textFile } from "./longText";
import { mayMentionRoom } from "./mayMentionRoom";

/** What the composer does with what is written. */
export interface Sending {
	send: () => void;
	/** It was to be sent, and no message holds it. */
	tooLong: boolean;
	/** Sends it as a file then. */
	sendAsFile: () => void;
}

/** The draft is empty at once; the outbox has it from then on. */
export function useSend(typing: TypingNotice): Sending {
	const t = useT();
	const client = useClient();
	const outbox = useOutbox();
	const { room, threadId, draft } = useChat();
	const { text } = useDraft(draft);
	/** The text that was refused: another one is asked about again. */
	const [refused, setRefused] = useState<string | null>(null);

	const dispatch = (content: Record<string, unknown>, file?: Blob) => {
		const written = draft.take();
		typing.ended();
		const prepare = async (): Promise<Record<string, unknown>> => {
			const about = written.editing ?? written.replyTo;
			const event = about ? await loadEvent(client, room, about) : null;
			if (written.editing && !event) throw new Error("The message to change is gone");
			if (!event) return content;
			return written.editing
				? editOf(event, content as TextContent)
				: replyTo(content, event, client.getSafeUserId());
		};
		const giveBack = (back: DraftState) => {
			draft.change(back);
			toast(t("chat.didNotWork"));
		};
		prepare()
			.then((ready) =>
				outbox.send({
					roomId: room.roomId,
					threadId: written.editing ? null : threadId,
					type: "m.room.message",
					content: ready,
					file,
				}),
			)
			.catch(() => giveBack(written));
	};
	const send = () => {
		const { text: typed, mentions, editing } = draft.read();
		if (!typed.trim()) return;
		const content = contentOf(typed, mentions, mayMentionRoom(room));
		// A change holds its words twice, for those who know what changes are and for those who don't.
		const long = isTooLong(editing ? { content, again: content } : content);
		setRefused(long ? typed : null);
		if (!long) dispatch(content);
	};
	const sendAsFile = () => {
		const { content, file } = textFile(draft.read().text, t("chat.tooLong.fileName"));
		dispatch(content, file);
	};
	return { send, tooLong: refused !== null && refused === text, sendAsFile };
}
