// One thing in the timeline.
import type { Room } from "matrix-js-sdk";
import { memo } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Message } from "../message/Message";
import { Recalled } from "../message/Recalled";
import { useChatParts } from "../parts";
import { useWhen } from "../when";
import { holds, type TimelineItem } from "./items";
import { Notice } from "./Notice";
import styles from "./Timeline.module.css";

interface ItemProps {
	item: TimelineItem;
	room: Room;
	/** The place of the newest event that others have read. */
	readUpTo: number;
	/** The message that somebody jumped to. */
	highlighted: string | null;
}

/** By its kind. The list measures and moves its rows often; they are drawn again when they change. */
export const Item = memo(function Item({ item, room, readUpTo, highlighted }: ItemProps) {
	const t = useT();
	const client = useClient();
	const { dayName } = useWhen();
	const { lines } = useChatParts();
	switch (item.kind) {
		case "day":
			return (
				<div className={styles.day}>
					<span>{dayName(item.ts)}</span>
				</div>
			);
		case "new":
			return (
				<div className={styles.new}>
					<span>{t("chat.newMessages")}</span>
				</div>
			);
		case "notice":
			return <Notice events={item.events} room={room} />;
		case "line": {
			const Line = lines?.[item.event.getType()]?.Line;
			return Line ? <Line event={item.event} room={room} /> : <div />;
		}
		case "recalled":
			return <Recalled event={item.event} room={room} />;
		case "message": {
			const mine = item.event.getSender() === client.getUserId();
			return (
				<Message
					event={item.event}
					album={item.album}
					room={room}
					first={item.first}
					last={item.last}
					tick={mine ? (item.at <= readUpTo ? "read" : "sent") : null}
					highlighted={holds(item, highlighted)}
				/>
			);
		}
	}
});
