// Where the mini-app itself comes from: its message, what was kept when it was opened here, or a member who handed it
// over to a newcomer.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useEvent } from "@/matrix/event";
import { appIn } from "@/matrix/miniApps/events";
import { snapshotIn } from "@/matrix/miniApps/snapshot";
import { useMiniApps } from "./useShared";

/** Its content, or how it is with it. */
export type AppContent = Record<string, unknown> | "loading" | "gone" | "unreadable";

/** As it changes. */
export function useAppContent(room: Room, id: string): AppContent {
	const desk = useMiniApps();
	const event = useEvent(room, id);
	const opened = useSyncExternalStore(desk.subscribe, desk.opened).find((one) => one.id === id);
	const handed = useHanded(room, id, isUnreadable(event) && !opened);
	if (event?.isRedacted()) return "gone";
	if (event && !isUnreadable(event)) return appIn(event.getContent()) ? event.getContent() : "gone";
	// Offline, too.
	if (opened) return opened.content;
	if (event === undefined || event?.isBeingDecrypted() || handed === "loading") return "loading";
	return handed ? (snapshotIn(handed)?.content ?? "gone") : "unreadable";
}

const isUnreadable = (event: MatrixEvent | null | undefined): boolean =>
	event === null || Boolean(event?.isDecryptionFailure() || event?.isBeingDecrypted());

/** A snapshot that was made for me, when its updates are taken up. Without one, the chat is asked for it. */
function useHanded(room: Room, id: string, wanted: boolean): MatrixEvent | "loading" | null {
	const desk = useMiniApps();
	const { handover } = desk;
	const found = useSyncExternalStore(desk.subscribe, () => (wanted ? handover.found(room, id) : null));
	const [taken, setTaken] = useState<MatrixEvent | null>(null);
	useEffect(() => {
		if (!wanted) return;
		if (!found) return handover.ask(room, id);
		let shown = true;
		const done = () => shown && setTaken(found);
		// A file that cannot be had: the app begins with what comes now.
		handover.takeUp(found, desk.shared(room.roomId, id)).then(done, done);
		return () => {
			shown = false;
		};
	}, [desk, handover, room, id, wanted, found]);
	if (!wanted || !found) return null;
	return taken === found ? found : "loading";
}
