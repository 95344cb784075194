// /chat/{room}: one chat, with its details beside it on a wide screen and over it on a narrow one; or, for a room that
// I am not in, the way in.
import type { Room } from "matrix-js-sdk";
import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useParams, useSearchParams } from "react-router";
import { AppsPartsProvider } from "@/features/apps/parts";
import { ChatScreen } from "@/features/chat/ChatScreen";
import { ChatPartsProvider } from "@/features/chat/parts";
import { MediaPartsProvider } from "@/features/media/parts";
import { useChanges, useClient, useRoom } from "@/matrix/react";
import { loadDetails, loadPreview } from "../ahead";
import { appsParts } from "../appsParts";
import { chatParts } from "../chatParts";
import { mediaParts } from "../mediaParts";
import styles from "./chat.module.css";

const Details = lazy(loadDetails);
const Preview = lazy(loadPreview);

/** The place. */
export function Component() {
	const { roomId, "*": rest = "" } = useParams();
	const [query] = useSearchParams();
	const client = useClient();
	const room = useRoom(roomId);
	useChanges(client, ["Room.myMembership"]);
	if (!roomId) return null;
	if (room?.getMyMembership() !== "join") {
		// An address of a room that I am in leads to it by its id.
		const known = client
			.getVisibleRooms()
			.find((one) => one.getMyMembership() === "join" && one.getCanonicalAlias() === roomId);
		if (known) return <Navigate to={`/chat/${encodeURIComponent(known.roomId)}`} replace />;
		return (
			<Suspense>
				<Preview key={roomId} idOrAlias={roomId} via={query.getAll("via")} />
			</Suspense>
		);
	}
	return <Joined key={roomId} room={room} open={rest.startsWith("info")} />;
}

function Joined({ room, open }: { room: Room; open: boolean }) {
	return (
		<MediaPartsProvider parts={mediaParts}>
			<AppsPartsProvider parts={appsParts}>
				<div className={styles.place} data-open={open || undefined}>
					<div className={styles.chat}>
						<ChatPartsProvider parts={chatParts}>
							<ChatScreen roomId={room.roomId} />
						</ChatPartsProvider>
					</div>
					{open && (
						<aside className={styles.details}>
							<Suspense>
								<Routes>
									<Route path="info/*" element={<Details room={room} />} />
								</Routes>
							</Suspense>
						</aside>
					)}
				</div>
			</AppsPartsProvider>
		</MediaPartsProvider>
	);
}
