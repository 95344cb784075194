// A message in its bubble: who, what, when.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { memo } from "react";
import { PersonAvatar, useName } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { tint } from "@/ui/Avatar";
import { useWhen } from "../when";
import { Body } from "./Body";
import styles from "./Message.module.css";

interface MessageProps {
	event: MatrixEvent;
	room: Room;
	/** Whether it begins, and ends, a group of messages of one sender. */
	first: boolean;
	last: boolean;
}

/** Rendered again only when the event itself changes. */
export const Message = memo(function Message({ event, room, first, last }: MessageProps) {
	const client = useClient();
	const { time, fully } = useWhen();
	useChanges(event, ["Event.decrypted", "Event.replaced", "Event.beforeRedaction", "Event.status"]);
	const sender = event.getSender() ?? "";
	const name = useName(sender, room);
	const mine = sender === client.getSafeUserId();
	const grouped = !mine && room.getJoinedMemberCount() > 2;
	return (
		<article
			className={styles.row}
			data-mine={mine || undefined}
			data-first={first || undefined}
			data-event={event.getId()}
		>
			{grouped && (
				<span className={styles.face}>{last && <PersonAvatar userId={sender} room={room} size={32} />}</span>
			)}
			<div className={styles.bubble}>
				{grouped && first && (
					<span className={styles.sender} data-tint={tint(sender)} dir="auto">
						{name}
					</span>
				)}
				<Body event={event} room={room} />
				<time
					className={styles.time}
					title={fully(event.getTs())}
					dateTime={new Date(event.getTs()).toISOString()}
				>
					{time(event.getTs())}
				</time>
			</div>
		</article>
	);
});
