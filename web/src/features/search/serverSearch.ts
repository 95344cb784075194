// What the server finds in rooms that are not encrypted and that this device has not read to their beginning.
import { KnownMembership, type MatrixClient } from "matrix-js-sdk";
import { entryOf } from "./entries";
import type { Filters, Hit, Progress } from "./protocol";
import { excerpt } from "./rank";
import { wantedOf } from "./tokens";

/** The rooms that only the server knows whole. */
function gapsOf(client: MatrixClient, progress: readonly Progress[], within?: readonly string[]): string[] {
	const read = new Set(progress.filter((one) => one.done).map((one) => one.roomId));
	return client
		.getRooms()
		.filter((room) => room.getMyMembership() === KnownMembership.Join && !room.hasEncryptionStateEvent())
		.map((room) => room.roomId)
		.filter((roomId) => !read.has(roomId) && (!within || within.includes(roomId)))
		.slice(0, 100);
}

/** The server's answers (spec: server side search); none where it cannot be asked. */
export async function serverHits(
	client: MatrixClient,
	query: string,
	filters: Filters,
	progress: readonly Progress[],
): Promise<Hit[]> {
	const rooms = gapsOf(client, progress, filters.roomIds);
	if (rooms.length === 0) return [];
	const answer = await client.search({
		body: {
			search_categories: {
				room_events: {
					search_term: query.slice(0, 400),
					keys: ["content.body"] as never,
					filter: { rooms, limit: 30, ...(filters.sender ? { senders: [filters.sender] } : {}) },
					order_by: "recent" as never,
				},
			},
		},
	});
	const wanted = wantedOf(query);
	return (answer.search_categories.room_events?.results ?? []).flatMap(({ result }): Hit[] => {
		const entry = entryOf({
			eventId: result.event_id,
			roomId: result.room_id,
			sender: result.sender,
			ts: result.origin_server_ts,
			type: result.type,
			content: result.content as Record<string, unknown>,
		});
		if (!entry || entry.edits) return [];
		if (entry.ts < (filters.after ?? 0) || entry.ts >= (filters.before ?? Number.POSITIVE_INFINITY))
			return [];
		return [{ ...entry, pieces: excerpt(entry.text, wanted) }];
	});
}
