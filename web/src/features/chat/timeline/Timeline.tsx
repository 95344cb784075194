// The timeline: only what is in view is in the page, however long the history.

import { CloudOff } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useEffect, useMemo, useState } from "react";
import { Virtualizer } from "virtua";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useReadUpTo } from "@/matrix/receipts";
import { directRooms } from "@/matrix/rooms";
import { useTimeline } from "@/matrix/timeline";
import { useUnsent } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { SkeletonRows } from "@/ui/Skeleton";
import { useChat } from "../Chat";
import { UnsentMessage } from "../message/UnsentMessage";
import { useChatParts } from "../parts";
import { Announcer } from "./Announcer";
import { FloatingDay } from "./FloatingDay";
import { Item } from "./Item";
import { itemsOf } from "./items";
import { JumpButton } from "./JumpButton";
import { openingOf } from "./opening";
import styles from "./Timeline.module.css";
import { useMarkRead } from "./useMarkRead";
import { useMessageKeys } from "./useMessageKeys";
import { useScroll } from "./useScroll";
import { withUnsent } from "./withUnsent";

/** Mount with the room's and the thread's id as key. `openAt`: a message that a link names. */
export function Timeline({ room, openAt }: { room: Room; openAt: string | null }) {
	const t = useT();
	const client = useClient();
	const { threadId } = useChat();
	const [opening] = useState(() => openingOf(client, room, threadId, openAt));
	const view = useTimeline(room, threadId, opening.openAt);
	const unsent = useUnsent(room.roomId, threadId);
	const [newAfter, setNewAfter] = useState(opening.newAfter);
	const { events } = view;
	const me = client.getSafeUserId();
	// Asked once: what the account data says is not looked through again while somebody scrolls.
	const [two] = useState(() => directRooms(client).has(room.roomId));
	const { lines } = useChatParts();
	const items = useMemo(() => {
		const says = (event: MatrixEvent) => lines?.[event.getType()]?.says(event, me) ?? false;
		return itemsOf(events, { threadId, newAfter, me, two, says });
	}, [events, threadId, newAfter, me, two, lines]);
	const entries = useMemo(() => withUnsent(items, events, unsent), [items, events, unsent]);
	// Who answers has seen what was new.
	useEffect(() => {
		if (unsent.length > 0) setNewAfter(null);
	}, [unsent.length]);
	const scroll = useScroll({ view, entries, opening, unsent: unsent.length, openAt });
	useMarkRead(room, view, entries, scroll);
	const keys = useMessageKeys(scroll.list, entries);
	const readUpTo = useReadUpTo(room, events);
	const rows = useMemo(
		() => (entry: (typeof entries)[number]) =>
			entry.kind === "unsent" ? (
				<UnsentMessage key={entry.key} entry={entry.entry} />
			) : (
				<Item key={entry.key} item={entry} room={room} readUpTo={readUpTo} highlighted={scroll.highlighted} />
			),
		[room, readUpTo, scroll.highlighted],
	);

	if (view.loading) return <SkeletonRows label={t("chat.loading")} />;
	if (view.error && entries.length === 0)
		return (
			<Empty
				icon={CloudOff}
				action={<Button onPress={() => void view.jumpTo(null)}>{t("chat.retry")}</Button>}
			>
				{t("chat.notLoaded")}
			</Empty>
		);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys of the log inside, which stops its own
		<div className={styles.frame} onKeyDown={keys}>
			<Announcer room={room} items={items} />
			<FloatingDay list={scroll.list} entries={entries} scrolling={scroll.scrolling} />
			<div
				className={styles.timeline}
				onWheel={scroll.moved}
				onTouchMove={scroll.moved}
				onPointerDown={scroll.touched}
				onKeyDownCapture={scroll.touched}
				role="log"
				aria-label={t("chat.messages")}
				// Rows come and go while somebody scrolls; what is new is told by the announcer.
				aria-live="off"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
				tabIndex={0}
				data-testid="timeline"
			>
				<div className={styles.above} />
				<Virtualizer
					ref={scroll.list}
					data={entries}
					shift={scroll.shift}
					bufferSize={600}
					onScroll={scroll.onScroll}
					onScrollEnd={scroll.onScrollEnd}
					onResize={scroll.onResize}
				>
					{rows}
				</Virtualizer>
			</div>
			{!scroll.atEnd && <JumpButton room={room} onJump={scroll.toEnd} />}
		</div>
	);
}
