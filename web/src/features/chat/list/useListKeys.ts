// The list of chats by keyboard: arrows, Home and End go from row to row, letters to the chat that begins with them.
import { type KeyboardEvent, type RefObject, useRef } from "react";
import type { VListHandle } from "virtua";
import { roomNameOf } from "@/matrix/people";
import type { RoomSummary } from "@/matrix/rooms";
import { focusRow } from "../focusRow";
import { named } from "./named";

/** Letters that follow each other this fast are one word. */
const wordMs = 800;

/** The handler for the list's frame; `before`: how many rows stand above the chats. */
export function useListKeys(
	list: RefObject<VListHandle | null>,
	chats: readonly RoomSummary[],
	before: number,
) {
	const word = useRef({ typed: "", at: 0 });
	const wanted = (key: string, from: number): number => {
		const typing = [...key].length === 1;
		if (!typing) word.current.at = 0;
		if (key === "ArrowDown") return Math.min(from + 1, chats.length - 1);
		if (key === "ArrowUp") return Math.max(from - 1, 0);
		if (key === "Home") return 0;
		if (key === "End") return chats.length - 1;
		// The question mark shows the shortcuts; a space scrolls.
		if (!typing || key === "?" || key === " ") return -1;
		const typed = Date.now() - word.current.at < wordMs ? word.current.typed + key : key;
		word.current = { typed, at: Date.now() };
		const names = chats.map(({ room, directUserId }) => roomNameOf(room.client, room, directUserId));
		return named(names, typed, from);
	};
	return (event: KeyboardEvent<HTMLElement>) => {
		const { chat } = (event.target as HTMLElement).dataset;
		if (!chat || event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
		const to = wanted(
			event.key,
			chats.findIndex((one) => one.roomId === chat),
		);
		const next = chats[to];
		if (!next) return;
		event.preventDefault();
		focusRow(event.currentTarget, list.current, before + to, `[data-chat="${CSS.escape(next.roomId)}"]`);
	};
}
