// One line of the list: who, the last words (or who is writing, or what was begun), when, and how much is unread.
import { memo, type RefObject, useRef, useState } from "react";
import { NavLink } from "react-router";
import { useT } from "@/lib/i18n";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { usePresence } from "@/matrix/presence";
import { useClient } from "@/matrix/react";
import type { RoomSummary } from "@/matrix/rooms";
import { useTyping } from "@/matrix/typing";
import { SwipeSign } from "../menu/SwipeSign";
import { useGestures } from "../menu/useGestures";
import { Tick } from "../message/Tick";
import { useTypingWords } from "../typingWords";
import styles from "./ChatRow.module.css";
import { useExcerpt } from "./excerpt";
import { RowLines } from "./RowLines";
import { RowMenu } from "./RowMenu";
import { rowActions } from "./rowActions";
import { useRowAction } from "./useRowAction";

/** Drawn again when its chat changes. A link to the chat; a swipe marks it as read or archives it, a long press or right click opens its menu. */
export const ChatRow = memo(function ChatRow({ summary }: { summary: RoomSummary }) {
	const { room, directUserId } = summary;
	const client = useClient();
	const perform = useRowAction(summary);
	const [menu, setMenu] = useState<{ at: { x: number; y: number } | null } | null>(null);
	const row = useRef<HTMLAnchorElement>(null);
	const online = usePresence(directUserId) === "online";
	const [swiping, setSwiping] = useState<1 | -1 | null>(null);
	const swiped = (towards: 1 | -1) => {
		const wanted = towards > 0 ? ["read", "unread"] : ["archive", "restore"];
		return rowActions(summary).find((one) => wanted.includes(one.id));
	};
	const gestures = useGestures(row as RefObject<HTMLElement | null>, {
		onMenu: (at) => setMenu({ at }),
		onSwipe: (towards) => {
			const action = swiped(towards);
			if (action) perform(action);
		},
		onSwiping: setSwiping,
	});
	const sign = swiping && swiped(swiping)?.icon;
	return (
		<>
			<NavLink
				ref={row}
				to={`/chat/${encodeURIComponent(room.roomId)}`}
				className={styles.row}
				data-chat={room.roomId}
				draggable={false}
				{...gestures}
			>
				{({ isActive }) => (
					<>
						{swiping && sign && <SwipeSign icon={sign} towards={swiping} />}
						<RoomAvatar room={room} directUserId={directUserId} online={online} />
						<RowLines name={roomNameOf(client, room, directUserId)} row={summary}>
							<Second summary={summary} open={isActive} />
						</RowLines>
					</>
				)}
			</NavLink>
			{menu && <RowMenu summary={summary} at={menu.at} onClose={() => setMenu(null)} />}
		</>
	);
});

/** In the open chat, the draft stands in the composer. */
function Second({ summary, open }: { summary: RoomSummary; open: boolean }) {
	const t = useT();
	const excerpt = useExcerpt(summary);
	const typing = useTypingWords(summary.room, useTyping(summary.room), summary.directUserId);
	const draft = open ? null : summary.draft;
	return (
		<span className={styles.excerpt} data-typing={typing !== null || undefined}>
			<OnItsWay summary={summary} />
			{typing === null && draft && <span className={styles.draft}>{t("chat.draft")}</span>}
			{/* With a direction of its own: words that are cut lose their end. */}
			<span dir="auto">{typing ?? draft?.words ?? excerpt}</span>
		</span>
	);
}

function OnItsWay({ summary: { unsent, failed } }: { summary: RoomSummary }) {
	if (failed) return <Tick state="failed" />;
	return unsent && unsent.state !== "sent" ? <Tick state="pending" /> : null;
}
