// What can be done with a chat from the list, as data: menu, sheet and swipe read the same.
import {
	Archive,
	ArchiveRestore,
	Bell,
	BellOff,
	LogOut,
	type LucideIcon,
	MailCheck,
	MailOpen,
	Pin,
	PinOff,
} from "lucide-react";
import type { MatrixClient } from "matrix-js-sdk";
import type { MessageId } from "@/lib/i18n";
import { settings } from "@/lib/settings";
import { setLoudness } from "@/matrix/loudness";
import { markRead, setMarkedUnread } from "@/matrix/receipts";
import type { RoomSummary } from "@/matrix/rooms";

/** One thing that can be done with a chat. */
export interface RowAction {
	id: "read" | "unread" | "pin" | "unpin" | "mute" | "unmute" | "archive" | "restore" | "leave";
	label: MessageId;
	icon: LucideIcon;
	danger?: boolean;
	perform: (client: MatrixClient, chat: RoomSummary) => Promise<unknown>;
}

const tag =
	(name: string, on: boolean) =>
	(client: MatrixClient, { roomId }: RoomSummary) =>
		on ? client.setRoomTag(roomId, name, { order: 0.5 }) : client.deleteRoomTag(roomId, name);

const mute =
	(on: boolean) =>
	(client: MatrixClient, { roomId }: RoomSummary) =>
		setLoudness(client, roomId, on ? "none" : "all");

const read: RowAction = {
	id: "read",
	label: "chat.row.read",
	icon: MailCheck,
	perform: async (client, { room, roomId }) => {
		const newest = room.getLastLiveEvent();
		if (newest) await markRead(client, newest, settings().receipts);
		await setMarkedUnread(client, roomId, false);
	},
};
const unread: RowAction = {
	id: "unread",
	label: "chat.row.unread",
	icon: MailOpen,
	perform: (client, { roomId }) => setMarkedUnread(client, roomId, true),
};

/** Those that make sense now, in the order of the menu. */
export function rowActions(chat: RoomSummary): RowAction[] {
	return [
		chat.unread > 0 || chat.markedUnread ? read : unread,
		chat.pinned
			? { id: "unpin", label: "chat.row.unpin", icon: PinOff, perform: tag("m.favourite", false) }
			: { id: "pin", label: "chat.row.pin", icon: Pin, perform: tag("m.favourite", true) },
		chat.muted
			? { id: "unmute", label: "chat.row.unmute", icon: Bell, perform: mute(false) }
			: { id: "mute", label: "chat.row.mute", icon: BellOff, perform: mute(true) },
		chat.archived
			? {
					id: "restore",
					label: "chat.row.restore",
					icon: ArchiveRestore,
					perform: tag("m.lowpriority", false),
				}
			: { id: "archive", label: "chat.row.archive", icon: Archive, perform: tag("m.lowpriority", true) },
		{
			id: "leave",
			label: "chat.row.leave",
			icon: LogOut,
			danger: true,
			perform: (client, { roomId }) => client.leave(roomId),
		},
	];
}
