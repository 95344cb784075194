// People and chats by name.
import type { MatrixClient } from "matrix-js-sdk";
import { useEffect, useMemo, useState } from "react";
import { nameOf, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { type RoomSummary, useRoomList } from "@/matrix/rooms";
import { matching } from "./match";

/** Somebody whom the server's directory knows. */
export interface Person {
	userId: string;
	name: string;
	avatar?: string;
}

/** Chats of two and groups whose names answer. */
export function useChatsNamed(query: string): RoomSummary[] {
	const client = useClient();
	const { joined } = useRoomList();
	return useMemo(
		() =>
			matching(joined, query, ({ room, directUserId }) => [
				roomNameOf(client, room, directUserId),
				...(directUserId ? [nameOf(client, directUserId, room), directUserId.slice(1)] : []),
				...(room.getCanonicalAlias() ? [room.getCanonicalAlias()?.slice(1) ?? ""] : []),
			]),
		[client, joined, query],
	);
}

/** People who are not among the chats of two: of my groups, and of the server's directory (spec: user directory). */
export function useDirectory(query: string, known: ReadonlySet<string>): Person[] {
	const client = useClient();
	const [people, setPeople] = useState<Person[]>([]);
	useEffect(() => {
		const term = query.trim();
		if (term.length < 2 && !/\p{Script=Han}/u.test(term)) return setPeople([]);
		let wanted = true;
		const timer = setTimeout(() => {
			client.searchUserDirectory({ term, limit: 12 }).then(
				({ results }) =>
					wanted &&
					setPeople(
						results.map((one) => ({
							userId: one.user_id,
							name: one.display_name ?? one.user_id.slice(1).split(":")[0] ?? one.user_id,
							avatar: one.avatar_url,
						})),
					),
				() => wanted && setPeople([]),
			);
		}, 300);
		return () => {
			wanted = false;
			clearTimeout(timer);
		};
	}, [client, query]);
	const around = useMemo(() => peopleAround(client, query), [client, query]);
	const me = client.getSafeUserId();
	const all = new Map([...around, ...people].map((one) => [one.userId, one]));
	return [...all.values()].filter((one) => one.userId !== me && !known.has(one.userId));
}

/** People of my groups: this device knows them, whether or not they chose to be found by strangers. */
function peopleAround(client: MatrixClient, query: string): Person[] {
	const people = client
		.getUsers()
		.map((one) => ({ userId: one.userId, name: nameOf(client, one.userId), avatar: one.avatarUrl }));
	return matching(people, query, (one) => [one.name, one.userId.slice(1)]);
}
