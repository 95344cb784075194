// A file in a chat, which may be a mini-app.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { lazy, Suspense } from "react";
import { FileBody } from "@/features/media/file/FileBody";
import { appIn } from "@/matrix/miniApps/events";
import styles from "./AppOrFile.module.css";

const AppCard = lazy(() => import("@/features/apps/room/AppCard"));

/** By what the message says of it. */
export function AppOrFile({ event, room }: { event: MatrixEvent; room: Room }) {
	if (!appIn(event.getContent())) return <FileBody event={event} room={room} />;
	return (
		<Suspense fallback={<div className={styles.place} />}>
			<AppCard event={event} room={room} />
		</Suspense>
	);
}
