// The whole history of a chat, oldest last: page by page from the server, decrypted.
import { Direction, type MatrixClient, type MatrixEvent } from "matrix-js-sdk";

/** Events that are asked for at once. */
const page = 200;

/** Ends when the beginning is reached or the signal says so; throws what the server refuses. */
export async function* wholeHistory(
	client: MatrixClient,
	roomId: string,
	signal: AbortSignal,
): AsyncGenerator<MatrixEvent[]> {
	const mapper = client.getEventMapper();
	let from: string | null = null;
	for (;;) {
		signal.throwIfAborted();
		const answer = await client.createMessagesRequest(roomId, from, page, Direction.Backward);
		const events = (answer.chunk ?? []).map((raw) => mapper(raw));
		await Promise.all(events.map((event) => client.decryptEventIfNeeded(event)));
		yield events;
		if (!answer.end || answer.end === from || events.length === 0) return;
		from = answer.end;
	}
}
