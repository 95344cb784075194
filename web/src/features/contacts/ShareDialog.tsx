// Hands somebody's address on: by code, by link, or into a chat.
import { useT } from "@/lib/i18n";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useRoomList } from "@/matrix/rooms";
import { useOutbox } from "@/matrix/useOutbox";
import { Dialog } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { ShareLink } from "@/ui/ShareLink";
import { toast } from "@/ui/Toast";
import { personLink, useHere } from "./links";

/** Chats that are offered. */
const chatsMax = 8;

interface ShareDialogProps {
	userId: string;
	name: string;
	isOpen: boolean;
	onClose: () => void;
}

/** What is sent into a chat is a message like any other. */
export function ShareDialog({ userId, name, isOpen, onClose }: ShareDialogProps) {
	const t = useT();
	const client = useClient();
	const outbox = useOutbox();
	const { joined } = useRoomList();
	const link = personLink(userId, useHere());
	const send = (roomId: string, to: string) => {
		void outbox.send({
			roomId,
			threadId: null,
			type: "m.room.message",
			content: { msgtype: "m.text", body: `${name}: ${link}` },
		});
		toast(t("contacts.sharedTo", { name: to }));
		onClose();
	};
	return (
		<Dialog title={t("contacts.shareTitle", { name })} isOpen={isOpen} onClose={onClose}>
			<ShareLink link={link} label={t("contacts.codeOf", { name })} words={name} />
			<Group title={t("contacts.shareTo")}>
				{joined.slice(0, chatsMax).map(({ room, roomId, directUserId }) => (
					<Row
						key={roomId}
						before={<RoomAvatar room={room} directUserId={directUserId} size={36} />}
						label={roomNameOf(client, room, directUserId)}
						onPress={() => send(roomId, roomNameOf(client, room, directUserId))}
					/>
				))}
			</Group>
		</Dialog>
	);
}
