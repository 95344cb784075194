// Who looks at a mini-app needs not be told that something happened in it.
import { type Room, RoomEvent } from "matrix-js-sdk";
import { useEffect } from "react";
import { useSettings } from "@/lib/settings";
import { seenInApp } from "@/matrix/miniApps/seen";
import { useClient } from "@/matrix/react";
import { markRead, readByMe } from "@/matrix/receipts";

/** Marks as read what calls somebody in the mini-app that they look at; never what stands in the chat. */
export function useReadHere(room: Room, id: string): void {
	const client = useClient();
	const { receipts } = useSettings();
	useEffect(() => {
		let told = "";
		const tell = () => {
			if (document.visibilityState !== "visible" || !document.hasFocus()) return;
			if (room.getUnreadNotificationCount() === 0) return;
			const events = room.getLiveTimeline().getEvents();
			const newest = seenInApp(events, readByMe(room, null), client.getSafeUserId(), id);
			const newestId = newest?.getId();
			if (!newest || !newestId || newestId === told) return;
			told = newestId;
			// Offline: with the next change, or in the chat.
			markRead(client, newest, receipts).catch(() => {
				told = "";
			});
		};
		tell();
		room.on(RoomEvent.UnreadNotifications, tell);
		addEventListener("focus", tell);
		document.addEventListener("visibilitychange", tell);
		return () => {
			room.off(RoomEvent.UnreadNotifications, tell);
			removeEventListener("focus", tell);
			document.removeEventListener("visibilitychange", tell);
		};
	}, [client, room, id, receipts]);
}
