// Groups in which both of us are.
import type { MatrixClient, Room } from "matrix-js-sdk";
import { useEffect } from "react";
import { useT } from "@/lib/i18n";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { directRooms } from "@/matrix/rooms";
import { Group, Row } from "@/ui/List";

/** Members of larger groups are not fetched only to know this. */
const fetchMax = 300;

/** Nothing, where there is none. */
export function InCommon({ userId }: { userId: string }) {
	const t = useT();
	const client = useClient();
	useChanges(client, ["RoomState.members"]);
	useEffect(() => {
		for (const room of groups(client))
			if (room.getJoinedMemberCount() <= fetchMax) void room.loadMembersIfNeeded().catch(() => undefined);
	}, [client]);
	const common = groups(client).filter((room) => room.getMember(userId)?.membership === "join");
	if (common.length === 0) return null;
	return (
		<Group title={t("contacts.inCommon")}>
			{common.map((room) => (
				<Row
					key={room.roomId}
					before={<RoomAvatar room={room} directUserId={null} size={36} />}
					label={roomNameOf(client, room, null)}
					to={`/chat/${encodeURIComponent(room.roomId)}`}
				/>
			))}
		</Group>
	);
}

function groups(client: MatrixClient): Room[] {
	const direct = directRooms(client);
	return client
		.getVisibleRooms()
		.filter((room) => room.getMyMembership() === "join" && !room.isSpaceRoom() && !direct.has(room.roomId));
}
