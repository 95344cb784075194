// Leaving, and taking the chat off the list.
import { LogOut } from "lucide-react";
import type { MatrixClient, Room } from "matrix-js-sdk";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { keepPerson } from "@/matrix/contacts";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { levelOf } from "@/matrix/rooms";
import { useAction } from "@/matrix/useAction";
import { Confirm } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { ReportRow } from "./ReportRow";
import { levelOfRole } from "./roles";

/** Asks first; warns whom the group depends on. */
export function LeaveRow({ room, person }: { room: Room; person: string | null }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const [asking, setAsking] = useState(false);
	const leave = async () => {
		const done = await run(async () => {
			if (person) await keepPerson(client, person, true);
			await client.leave(room.roomId);
			await client.forget(room.roomId);
		});
		if (done) void go("/chat");
	};
	const words = person ? "rooms.deleteChat" : "rooms.leave";
	return (
		<Group>
			{!person && <ReportRow room={room} />}
			<Row icon={LogOut} label={t(words)} danger onPress={() => setAsking(true)} />
			<Confirm
				title={t(person ? "rooms.deleteChatTitle" : "rooms.leaveTitle")}
				confirm={t(words)}
				danger
				pending={busy}
				isOpen={asking}
				onConfirm={() => void leave()}
				onClose={() => setAsking(false)}
			>
				<p>
					{person
						? t("rooms.deleteChatWords", { name: nameOf(client, person, room) })
						: t(room.getJoinRule() === "public" ? "rooms.leavePublic" : "rooms.leaveWords")}
				</p>
				{!person && isLastOwner(client, room) && (
					<div style={{ marginTop: 12 }}>
						<Notice kind="warning">{t("rooms.leaveLastOwner")}</Notice>
					</div>
				)}
			</Confirm>
		</Group>
	);
}

/** Whether others stay behind, of whom nobody can give rights to anybody. */
function isLastOwner(client: MatrixClient, room: Room): boolean {
	const me = client.getSafeUserId();
	if (levelOf(room, me) < levelOfRole.owner || room.getJoinedMemberCount() <= 1) return false;
	return !room
		.getJoinedMembers()
		.some(({ userId, powerLevel }) => userId !== me && powerLevel >= levelOfRole.owner);
}
