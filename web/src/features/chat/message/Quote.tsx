// What a message answers, in two lines; a tap goes there.
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useEvent } from "@/matrix/event";
import { useName } from "@/matrix/people";
import { tint } from "@/ui/Avatar";
import { useChat } from "../Chat";
import { excerptOf } from "../list/excerpt";
import styles from "./Message.module.css";

/** The original is fetched when it is not loaded. */
export function Quote({ eventId, room }: { eventId: string; room: Room }) {
	const chat = useChat();
	return (
		<button type="button" className={styles.quote} onClick={() => chat.jumpTo(eventId)}>
			<QuoteWords eventId={eventId} room={room} />
		</button>
	);
}

/** Sender and words alone. */
export function QuoteWords({ eventId, room }: { eventId: string; room: Room }) {
	const t = useT();
	const event = useEvent(room, eventId);
	const sender = event?.getSender() ?? "";
	const name = useName(sender, room);
	if (!event)
		return (
			<span className={styles.quoted}>{t(event === null ? "chat.quoteGone" : "chat.quoteLoading")}</span>
		);
	return (
		<>
			<bdi className={styles.sender} data-tint={tint(sender)}>
				{name}
			</bdi>
			<span className={styles.quoted} dir="auto">
				{excerptOf(event, t)}
			</span>
		</>
	);
}
