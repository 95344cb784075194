// How people and rooms are called and pictured: the person's own remarks come before display names.
import {
	ClientEvent,
	EventType,
	type MatrixClient,
	type Room,
	RoomMemberEvent,
	RoomStateEvent,
	UserEvent,
} from "matrix-js-sdk";
import { Avatar } from "@/ui/Avatar";
import { useAvatarUrl } from "./media";
import { useClient, useEmitted } from "./react";

/** Account data that holds my own names for people: `{ names: { "@user:server": "Auntie" } }`. */
export const remarksType = "org.causeway.remarks";

/** My own name for somebody, if I gave one. */
export function remarkOf(client: MatrixClient, userId: string): string | undefined {
	const names: unknown = client.getAccountData(remarksType as never)?.getContent().names;
	const name = (names as Record<string, unknown> | undefined)?.[userId];
	return typeof name === "string" && name ? name : undefined;
}

/** What somebody is called: my remark, the name in this room, the display name, the id's local part. */
export function nameOf(client: MatrixClient, userId: string, room?: Room | null): string {
	return remarkOf(client, userId) ?? publicNameOf(client, userId, room);
}

/** What somebody is called by everybody: for texts that others read, as my own name for somebody is my own. */
export function publicNameOf(client: MatrixClient, userId: string, room?: Room | null): string {
	return (
		visible(ownName(room?.getMember(userId)?.name, userId)) ??
		visible(ownName(client.getUser(userId)?.displayName, userId)) ??
		userId.replace(/^@([^:]*):.*$/s, "$1")
	);
}

/** Who has no display name is named by the id, which is no name to show. */
const ownName = (name: string | undefined, userId: string) => (name === userId ? undefined : name);

/** What a chat is called. */
export function roomNameOf(client: MatrixClient, room: Room, directUserId: string | null): string {
	return (directUserId && remarkOf(client, directUserId)) || visible(room.name) || room.roomId;
}

/**
 * A name without characters that turn the text around them (Unicode bidi overrides and isolates): they could make
 * one person look like another, and spoil the line.
 */
export function visible(name: string | null | undefined): string | undefined {
	const bare = name?.replaceAll(/[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF]/g, "").trim();
	return bare || undefined;
}

const nameEvents = [
	ClientEvent.AccountData,
	RoomMemberEvent.Name,
	UserEvent.DisplayName,
	RoomStateEvent.Members,
];

/** [`nameOf`], as it changes. */
export function useName(userId: string, room?: Room | null): string {
	const client = useClient();
	return useEmitted(client, nameEvents, () => nameOf(client, userId, room));
}

interface PictureProps {
	size?: number;
	online?: boolean;
}

/** The picture of a person, in a room if one is given. */
export function PersonAvatar({
	userId,
	room,
	...rest
}: PictureProps & { userId: string; room?: Room | null }) {
	const client = useClient();
	const name = useName(userId, room);
	const mxc = useEmitted(
		client,
		[RoomStateEvent.Members, UserEvent.AvatarUrl],
		() => room?.getMember(userId)?.getMxcAvatarUrl() ?? client.getUser(userId)?.avatarUrl ?? null,
	);
	return <Avatar id={userId} name={name} src={useAvatarUrl(mxc, rest.size)} {...rest} />;
}

/** Where the picture of a chat is: its own, or the other person's for a chat of two. */
export function roomPicture(room: Room, directUserId: string | null): string | null {
	const own: unknown = room.currentState.getStateEvents(EventType.RoomAvatar, "")?.getContent().url;
	if (typeof own === "string") return own;
	return (directUserId && room.getMember(directUserId)?.getMxcAvatarUrl()) || null;
}

/** The picture of a chat. */
export function RoomAvatar({
	room,
	directUserId,
	...rest
}: PictureProps & { room: Room; directUserId: string | null }) {
	const client = useClient();
	const mxc = useEmitted(client, [RoomStateEvent.Events, RoomStateEvent.Members], () =>
		roomPicture(room, directUserId),
	);
	const src = useAvatarUrl(mxc, rest.size);
	const name = roomNameOf(client, room, directUserId);
	return <Avatar id={directUserId ?? room.roomId} name={name} src={src} square={!directUserId} {...rest} />;
}
