// What is behind a chat: who is in it, how it is set up, what was pinned and shared. A third pane on a wide screen, a
// screen of its own on a phone.
import type { Room } from "matrix-js-sdk";
import { Navigate, Route, Routes, useNavigate, useParams } from "react-router";
import { useChanges, useClient } from "@/matrix/react";
import { Announce } from "./Announce";
import { EditGroup } from "./EditGroup";
import { GroupLink } from "./GroupLink";
import { InvitePeople } from "./InvitePeople";
import { Knocks } from "./Knocks";
import { Manage } from "./Manage";
import { Member } from "./Member";
import { Members } from "./Members";
import { Overview } from "./Overview";
import { PartPage } from "./PartPage";
import { Pinned } from "./Pinned";
import { useRoomParts } from "./parts";

/** Everything that the details show comes with these. */
const events = ["RoomState.events", "RoomState.members", "Room.name", "Room.myMembership", "accountData"];

/** Mount with the room's id as key, under `…/info/*`. */
export function Details({ room }: { room: Room }) {
	const client = useClient();
	useChanges(client, events);
	const { Media, Threads } = useRoomParts();
	return (
		<Routes>
			<Route index element={<Overview room={room} />} />
			<Route path="people" element={<Members room={room} />} />
			<Route path="people/:userId" element={<OneMember room={room} />} />
			<Route path="invite" element={<InvitePeople room={room} />} />
			<Route path="link" element={<GroupLink room={room} />} />
			<Route path="requests" element={<Knocks room={room} />} />
			<Route path="edit" element={<EditGroup room={room} />} />
			<Route path="manage" element={<Manage room={room} />} />
			<Route path="announce" element={<Announce room={room} />} />
			<Route path="pinned" element={<Pinned room={room} />} />
			<Route path="media" element={<PartPage room={room} title="rooms.media" part={Media} />} />
			<Route path="threads" element={<PartPage room={room} title="rooms.threads" part={Threads} />} />
			<Route path="*" element={<Navigate to={`/chat/${encodeURIComponent(room.roomId)}/info`} replace />} />
		</Routes>
	);
}

function OneMember({ room }: { room: Room }) {
	const { userId = "" } = useParams();
	return <Member key={userId} room={room} userId={userId} />;
}

/** Ways around in the details of a chat. */
export function usePlaces(room: Room) {
	const go = useNavigate();
	const chat = `/chat/${encodeURIComponent(room.roomId)}`;
	return {
		chat,
		info: `${chat}/info`,
		toInfo: () => void go(`${chat}/info`),
		toChat: () => void go(chat),
	};
}
