// Chats of two: finding the one with somebody, or making it: encrypted from its first event, noted in m.direct.
import { EventType, type ICreateRoomOpts, type MatrixClient, Preset, type Room } from "matrix-js-sdk";
import { arrival, joinRoom } from "./joined";
import { directRooms } from "./rooms";

/** The chat of two with somebody that was used last, among those I am in or invited to. */
export function findDirect(client: MatrixClient, userId: string): Room | null {
	const open = [...directRooms(client)]
		.filter(([, person]) => person === userId)
		.map(([roomId]) => client.getRoom(roomId))
		.filter((room) => room !== null && room.getMyMembership() === "join") as Room[];
	open.sort((a, b) => b.getLastActiveTimestamp() - a.getLastActiveTimestamp());
	return open[0] ?? null;
}

/** Who invites me to a chat of two in this room, if that is what the invitation says. */
export function directInviter(client: MatrixClient, room: Room): string | null {
	if (room.getMyMembership() !== "invite") return null;
	const invitation = room.getMember(client.getSafeUserId())?.events.member;
	return invitation?.getContent().is_direct === true ? (invitation.getSender() ?? null) : null;
}

const opening = new Map<string, Promise<string>>();

/** Opens the chat with somebody; `reason`: words that come with the request. Resolves to the room's id. */
export function openDirect(client: MatrixClient, userId: string, reason?: string): Promise<string> {
	let open = opening.get(userId);
	if (!open) {
		open = findOrCreate(client, userId, reason).finally(() => opening.delete(userId));
		opening.set(userId, open);
	}
	return open;
}

async function findOrCreate(client: MatrixClient, userId: string, reason?: string): Promise<string> {
	const waiting = client.getRooms().find((room) => directInviter(client, room) === userId);
	if (waiting) {
		await acceptDirect(client, waiting, userId);
		return waiting.roomId;
	}
	const known = findDirect(client, userId);
	if (!known) return create(client, userId, reason);
	const alone = known.getJoinedMemberCount() <= 1 && known.getInvitedMemberCount() === 0;
	if (alone && userId !== client.getSafeUserId()) {
		// They left or declined: the same chat, so that its history stays in one place.
		try {
			await invite(client, known.roomId, userId, reason);
		} catch {
			return create(client, userId, reason);
		}
	}
	return known.roomId;
}

/** Joins the chat of two that somebody invited me to. */
export async function acceptDirect(client: MatrixClient, room: Room, userId: string): Promise<void> {
	await joinRoom(client, room.roomId);
	await noteDirect(client, room.roomId, userId);
}

async function create(client: MatrixClient, userId: string, reason?: string): Promise<string> {
	const { room_id: roomId } = await client.createRoom({
		preset: Preset.TrustedPrivateChat,
		is_direct: true,
		...(reason ? await sameRights(client, userId) : { invite: [userId] }),
		initial_state: [
			{ type: EventType.RoomEncryption, state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
		],
	});
	// createRoom has no place for words: with words, the invitation comes after it, so that it is told once.
	if (reason) await inviteOrLeave(client, roomId, userId, reason);
	await Promise.all([noteDirect(client, roomId, userId), arrival(client, roomId)]);
	return roomId;
}

/** What the preset gives to those whom createRoom itself invites (spec: trusted_private_chat). */
async function sameRights(client: MatrixClient, userId: string): Promise<Partial<ICreateRoomOpts>> {
	const { "m.room_versions": versions } = await client.getCapabilities();
	// From version 12 on, creators stand above all levels and may not be among them (MSC4289).
	if (Number(versions?.default) >= 12) return { creation_content: { additional_creators: [userId] } };
	const users = { [client.getSafeUserId()]: 100, [userId]: 100 };
	return { power_level_content_override: { users } };
}

/** Who cannot be asked leaves no empty chat behind. */
async function inviteOrLeave(
	client: MatrixClient,
	roomId: string,
	userId: string,
	reason: string,
): Promise<void> {
	try {
		await invite(client, roomId, userId, reason);
	} catch (error) {
		await client.leave(roomId).catch(() => undefined);
		await client.forget(roomId).catch(() => undefined);
		throw error;
	}
}

/** `POST /invite` cannot say that it is a chat of two; the membership event can (spec: m.room.member, is_direct). */
async function invite(client: MatrixClient, roomId: string, userId: string, reason?: string): Promise<void> {
	// Name and picture are what `POST /invite` would put there.
	const { displayname, avatar_url }: { displayname?: string; avatar_url?: string } = await client
		.getProfileInfo(userId)
		.catch(() => ({}));
	const content = {
		displayname,
		avatar_url,
		membership: "invite",
		is_direct: true,
		...(reason ? { reason } : {}),
	};
	await client.sendStateEvent(roomId, EventType.RoomMember, content as never, userId);
}

/** Notes that a room is the chat with this person (spec: m.direct). */
async function noteDirect(client: MatrixClient, roomId: string, userId: string): Promise<void> {
	const now = client.getAccountData(EventType.Direct)?.getContent() ?? {};
	const rooms = new Set<string>([...(Array.isArray(now[userId]) ? now[userId] : []), roomId]);
	await client.setAccountData(EventType.Direct, { ...now, [userId]: [...rooms] });
}

/** Forgets that rooms are chats with this person. */
export async function forgetDirect(client: MatrixClient, userId: string): Promise<void> {
	const { [userId]: _, ...others } = client.getAccountData(EventType.Direct)?.getContent() ?? {};
	await client.setAccountData(EventType.Direct, others);
}
