// What a new address means for people who do not see the screen change: the title of the window, and where the focus is.
import { useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { useScreenName } from "@/lib/screenName";
import { roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { directRooms, useRoomList } from "@/matrix/rooms";
import { roomInPath } from "./path";
import { places } from "./placesList";
import { noteRecent } from "./recent";

/** "(3) Family · Causeway". */
export function useTitle(): void {
	const t = useT();
	const client = useClient();
	const { pathname } = useLocation();
	// Also renders again when the name of the room changes.
	const { unreadChats } = useRoomList();
	const roomId = roomInPath(pathname);
	const room = roomId ? client.getRoom(roomId) : null;
	const own = useScreenName();
	const label = labelOf(pathname);
	const name = room
		? roomNameOf(client, room, directRooms(client).get(room.roomId) ?? null)
		: (own ?? (label && t(label)));
	useEffect(() => {
		const count = unreadChats > 0 ? `(${unreadChats}) ` : "";
		document.title = `${count}${name ? `${name} · ` : ""}Causeway`;
	}, [name, unreadChats]);
	useEffect(() => {
		if (roomId) noteRecent(roomId);
	}, [roomId]);
}

/** What a place is called. */
function labelOf(pathname: string): MessageId | undefined {
	if (pathname.startsWith("/search")) return "search.title";
	return places.find(({ to }) => pathname.startsWith(to) || (to === "/video" && pathname.startsWith("/v/")))
		?.label;
}

/** Moves the focus to the new screen's heading, unless the screen has put it somewhere itself. */
export function useScreenFocus(): void {
	const { pathname } = useLocation();
	const first = useRef(true);
	// biome-ignore lint/correctness/useExhaustiveDependencies: once per address
	useEffect(() => {
		// The first screen of a page has the browser's own beginning.
		if (first.current) {
			first.current = false;
			return;
		}
		const before = document.activeElement;
		const timer = setTimeout(() => {
			const now = document.activeElement;
			const moved = now !== before && now !== document.body;
			const typing = now instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(now.tagName);
			if (moved || typing || document.querySelector("[role=dialog], [role=alertdialog]")) return;
			// The last one is the innermost: the open chat's, where the list stands beside it.
			const heading = [...document.querySelectorAll<HTMLElement>("main h1")]
				.filter((one) => one.offsetParent)
				.at(-1);
			if (!heading) return;
			heading.tabIndex = -1;
			heading.focus({ preventScroll: true });
		}, 60);
		return () => clearTimeout(timer);
	}, [pathname]);
}
