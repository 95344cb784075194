// Contacts: people with whom I have a chat of two, and people whom I keep without one; and requests of both directions.
import type { MatrixClient, Room } from "matrix-js-sdk";
import { useMemo } from "react";
import { directInviter, findDirect, forgetDirect } from "./direct";
import { nameOf } from "./people";
import { useClient } from "./react";
import { directRooms, useRoomList } from "./rooms";

/** Account data with people whom I keep: `{ people: { "@user:server": {} } }`. */
const keptType = "org.causeway.contacts";

/** Somebody I know. */
export interface Contact {
	userId: string;
	name: string;
	/** Our chat, if there is one. */
	room: Room | null;
	/** They have not answered my request yet. */
	waiting: boolean;
}

/** Somebody who would like to chat with me. */
export interface ContactRequest {
	userId: string;
	room: Room;
	/** What they wrote with it. */
	words: string;
}

/** Contacts in no particular order, and requests of both directions. */
export interface Contacts {
	people: readonly Contact[];
	requests: readonly ContactRequest[];
	/** Groups that I asked to join, and that have not answered. */
	asked: readonly Room[];
}

/** My contacts, as they change. */
export function useContacts(): Contacts {
	const client = useClient();
	const list = useRoomList();
	// The list is a new one after each change of rooms and account data.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the list stands for what it was computed from
	return useMemo(() => contactsOf(client), [client, list]);
}

function contactsOf(client: MatrixClient): Contacts {
	const me = client.getSafeUserId();
	const ids = new Set(keptPeople(client));
	for (const [roomId, userId] of directRooms(client))
		if (client.getRoom(roomId)?.getMyMembership() === "join") ids.add(userId);
	const people = [...ids]
		.filter((userId) => userId !== me && !client.isUserIgnored(userId))
		.map((userId): Contact => {
			const room = findDirect(client, userId);
			return { userId, room, name: nameOf(client, userId, room), waiting: isWaiting(room) };
		});
	const asked = client.getVisibleRooms().filter((room) => room.getMyMembership() === "knock");
	return { people, requests: requestsOf(client), asked };
}

function isWaiting(room: Room | null): boolean {
	return room !== null && room.getJoinedMemberCount() <= 1 && room.getInvitedMemberCount() > 0;
}

function requestsOf(client: MatrixClient): ContactRequest[] {
	return client.getVisibleRooms().flatMap((room) => {
		const userId = directInviter(client, room);
		if (!userId || client.isUserIgnored(userId)) return [];
		const reason: unknown = room.getMember(client.getSafeUserId())?.events.member?.getContent().reason;
		return [{ userId, room, words: typeof reason === "string" ? reason.slice(0, 500) : "" }];
	});
}

/** People whom I keep whether or not we chat. */
export function keptPeople(client: MatrixClient): string[] {
	const people: unknown = client.getAccountData(keptType as never)?.getContent().people;
	return typeof people === "object" && people !== null ? Object.keys(people) : [];
}

/** Keeps somebody among my contacts, or no longer. */
export async function keepPerson(client: MatrixClient, userId: string, keep: boolean): Promise<void> {
	const others = keptPeople(client).filter((one) => one !== userId);
	const people = Object.fromEntries([...others, ...(keep ? [userId] : [])].map((one) => [one, {}]));
	await client.setAccountData(keptType as never, { people } as never);
}

/** Leaves our chats, and takes somebody off my contacts. */
export async function removeContact(client: MatrixClient, userId: string): Promise<void> {
	const rooms = [...directRooms(client)].filter(([, person]) => person === userId).map(([roomId]) => roomId);
	for (const roomId of rooms) {
		const room = client.getRoom(roomId);
		if (room?.getMyMembership() !== "join") continue;
		// A request that nobody answered is taken back, not only forgotten.
		if (isWaiting(room)) await client.kick(roomId, userId).catch(() => undefined);
		await client.leave(roomId);
	}
	await forgetDirect(client, userId);
	if (keptPeople(client).includes(userId)) await keepPerson(client, userId, false);
}
