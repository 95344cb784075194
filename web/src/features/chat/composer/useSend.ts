// Sends what is written: a message, an answer, or a change.
import { EventTimeline } from "matrix-js-sdk";
import { useCallback } from "react";
import { useT } from "@/lib/i18n";
import type { DraftState } from "@/matrix/drafts";
import { loadEvent } from "@/matrix/event";
import { useClient } from "@/matrix/react";
import type { TypingNotice } from "@/matrix/typing";
import { useOutbox } from "@/matrix/useOutbox";
import { toast } from "@/ui/Toast";
import { useChat } from "../Chat";
import { contentOf } from "../message/markdown";
import { editOf, replyTo } from "../message/relate";

/** The draft is empty at once; the outbox has it from then on. */
export function useSend(typing: TypingNotice): () => void {
	const t = useT();
	const client = useClient();
	const outbox = useOutbox();
	const { room, threadId, draft } = useChat();
	return useCallback(() => {
		if (!draft.read().text.trim()) return;
		const written = draft.take();
		typing.ended();
		const prepare = async (): Promise<Record<string, unknown>> => {
			const content = contentOf(written.text, written.mentions, mayMentionRoom());
			const about = written.editing ?? written.replyTo;
			const event = about ? await loadEvent(client, room, about) : null;
			if (written.editing && !event) throw new Error("The message to change is gone");
			if (!event) return content;
			return written.editing ? editOf(event, content) : replyTo(content, event, client.getSafeUserId());
		};
		const mayMentionRoom = () =>
			room
				.getLiveTimeline()
				.getState(EventTimeline.FORWARDS)
				?.mayTriggerNotifOfType("room", client.getSafeUserId()) ?? false;
		const giveBack = (back: DraftState) => {
			draft.change(back);
			toast(t("chat.didNotWork"));
		};
		prepare()
			.then((content) =>
				outbox.send({
					roomId: room.roomId,
					threadId: written.editing ? null : threadId,
					type: "m.room.message",
					content,
				}),
			)
			.catch(() => giveBack(written));
	}, [t, client, outbox, room, threadId, draft, typing]);
}
