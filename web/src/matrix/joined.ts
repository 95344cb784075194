// The server answers a join before the next sync tells the room: whoever goes there at once would see nothing.
import { type MatrixClient, RoomEvent } from "matrix-js-sdk";

/** After this time the answer of the server has to do. */
const patienceMs = 10_000;

/** Joins, and resolves to the room's id when the client has it. */
export async function joinRoom(
	client: MatrixClient,
	idOrAlias: string,
	via: readonly string[] = [],
): Promise<string> {
	const { roomId } = await client.joinRoom(idOrAlias, { viaServers: [...via] });
	await arrival(client, roomId);
	return roomId;
}

/** Resolves when the client knows that I am in the room. */
export function arrival(client: MatrixClient, roomId: string): Promise<void> {
	return new Promise((resolve) => {
		const look = () => {
			if (client.getRoom(roomId)?.getMyMembership() === "join") done();
		};
		const timer = setTimeout(() => done(), patienceMs);
		const done = () => {
			clearTimeout(timer);
			client.off(RoomEvent.MyMembership, look);
			resolve();
		};
		client.on(RoomEvent.MyMembership, look);
		look();
	});
}
