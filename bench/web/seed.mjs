// What the browsers open: an account with 200 rooms, one of them with 10,000 messages, one with 1,000 members.
import { encryption, password } from "../../e2e/lib/matrix.mjs";

/** Requests at the same time. */
const atOnce = 16;

/** @typedef {{rooms: number, messages: number, members: number}} Sizes */

/** The name of a room, and its last words, by its number. */
export const roomName = (/** @type {number} */ n) => `Room ${String(n).padStart(3, "0")}`;
export const lastWords = (/** @type {number} */ n) => `Last words of ${roomName(n)}.`;
export const longRoom = "Long history";
export const largeRoom = "Large room";
export const pairRoom = "Pair";

/**
 * Fills a server over the client-server API.
 * @param {import("../../e2e/lib/server.mjs").Server} server @param {Sizes} sizes
 */
export async function seed({ matrix }, sizes) {
	const reader = await matrix.register("reader");
	const writer = await matrix.register("writer");
	const text = (/** @type {string} */ body) => ({ msgtype: "m.text", body });
	const shared = async (/** @type {string} */ name, more = {}) => {
		const room = await matrix.createRoom(writer, { name, preset: "public_chat", ...more });
		await matrix.join(reader, room);
		return room;
	};

	await each(sizes.rooms - 3, async (n) => {
		const room = await shared(roomName(n));
		for (let i = 1; i <= 19; i++)
			await matrix.send(writer, room, text(`Line ${i}: the ferry left the harbour on time.`));
		await matrix.send(writer, room, text(lastWords(n)));
	});

	const large = await shared(largeRoom);
	await each(sizes.members - 2, async (n) => {
		const member = await matrix.register(`member${n}`);
		await matrix.join(member, large);
		if (n < 30) await matrix.send(member, large, text(`Hello from member ${n}`));
	});
	await matrix.send(writer, large, text(`Last words of ${largeRoom}.`));

	const long = await shared(longRoom);
	// In order: sixteen senders at once would shuffle the numbers that the scroll counts by.
	for (let n = 1; n <= sizes.messages; n++) {
		const more =
			n % 7 === 0 ? " It goes on for a while, so that not every line is as high as the one before it." : "";
		await matrix.send(n % 5 === 0 ? reader : writer, long, text(`Message ${n}.${more}`));
	}
	const pair = await matrix.createRoom(writer, {
		name: pairRoom,
		preset: "private_chat",
		invite: [reader.userId],
		initial_state: [encryption],
	});
	await matrix.join(reader, pair);
	return { password };
}

/** Does something for 1 to `count`, some at the same time. @param {number} count @param {(n: number) => Promise<void>} work */
async function each(count, work) {
	let next = 0;
	const worker = async () => {
		while (next < count) {
			next += 1;
			await work(next);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}
