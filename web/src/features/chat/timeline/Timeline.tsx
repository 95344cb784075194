// The timeline: only what is in view is in the page, however long the history.
import type { Room } from "matrix-js-sdk";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { VList, type VListHandle } from "virtua";
import { useT } from "@/lib/i18n";
import { useTimeline } from "@/matrix/timeline";
import { useUnsent } from "@/matrix/useOutbox";
import { SkeletonRows } from "@/ui/Skeleton";
import { Message } from "../message/Message";
import { UnsentMessage } from "../message/UnsentMessage";
import { useWhen } from "../when";
import { itemsOf, type TimelineItem } from "./items";
import { Notice } from "./Notice";
import styles from "./Timeline.module.css";

/** Older events are fetched when fewer than this many pixels are left above. */
const margin = 800;
/** So near to the end, new messages are followed. */
const endZone = 80;

/** Mount with the room's id as key. */
export function Timeline({ room }: { room: Room }) {
	const t = useT();
	const view = useTimeline(room, null);
	const unsent = useUnsent(room.roomId);
	const items = useMemo(() => itemsOf(view.events), [view.events]);
	const list = useRef<VListHandle>(null);
	const atEnd = useRef(true);
	const count = items.length + unsent.length;
	const firstKey = items[0]?.key;
	const before = useRef(firstKey);
	// New items at the start (older history) must not move what is being read.
	const prepended = before.current !== undefined && before.current !== firstKey;
	useLayoutEffect(() => {
		before.current = firstKey;
	}, [firstKey]);

	useEffect(() => {
		if (atEnd.current && count > 0) list.current?.scrollToIndex(count - 1, { align: "end" });
	}, [count]);

	const scrolled = (offset: number) => {
		const handle = list.current;
		if (!handle) return;
		atEnd.current = handle.scrollSize - offset - handle.viewportSize < endZone && !view.canLoadNewer;
		if (offset < margin && view.canLoadOlder) void view.loadOlder();
		if (handle.scrollSize - offset - handle.viewportSize < margin && view.canLoadNewer) void view.loadNewer();
	};

	if (view.loading) return <SkeletonRows label={t("chat.loading")} />;
	return (
		<VList
			ref={list}
			className={styles.timeline}
			shift={prepended}
			onScroll={scrolled}
			data-testid="timeline"
		>
			{items.map((item) => (
				<Item key={item.key} item={item} room={room} />
			))}
			{unsent.map((entry) => (
				<UnsentMessage key={entry.id} entry={entry} />
			))}
		</VList>
	);
}

function Item({ item, room }: { item: TimelineItem; room: Room }) {
	const { dayName } = useWhen();
	switch (item.kind) {
		case "day":
			return (
				<div className={styles.day}>
					<span>{dayName(item.ts)}</span>
				</div>
			);
		case "notice":
			return <Notice event={item.event} room={room} />;
		case "message":
			return <Message event={item.event} room={room} first={item.first} last={item.last} />;
	}
}
