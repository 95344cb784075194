// /chat/{room}: one chat, with its details beside it on a wide screen and over it on a narrow one; or, for a room that
// I am not in, the way in.
import { Navigate, Route, Routes, useParams, useSearchParams } from "react-router";
import { ChatScreen } from "@/features/chat/ChatScreen";
import { Details } from "@/features/rooms/Details";
import { Preview } from "@/features/rooms/Preview";
import { useChanges, useClient, useRoom } from "@/matrix/react";
import styles from "./chat.module.css";

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
		return <Preview key={roomId} idOrAlias={roomId} via={query.getAll("via")} />;
	}
	const open = rest.startsWith("info");
	return (
		<div className={styles.place} data-open={open || undefined}>
			<div className={styles.chat}>
				<ChatScreen key={roomId} roomId={roomId} />
			</div>
			{open && (
				<aside className={styles.details}>
					<Routes>
						<Route path="info/*" element={<Details key={roomId} room={room} />} />
					</Routes>
				</aside>
			)}
		</div>
	);
}
