// What the service worker needs to say something about a message that it cannot read; kept by the page.
import type { MatrixClient } from "matrix-js-sdk";
import { settings, subscribe } from "@/lib/settings";
import { keyValue } from "@/lib/store";
import { roomNameOf } from "./people";
import { roomListOf } from "./rooms";

/** A row of the table `causeway-push`; the worker reads it by itself (app/swPush.ts). */
export type PushRow =
	/** Under a room's id: how the chat is called. */
	| { name: string }
	/** Under "words": the worker knows no languages. */
	| { newMessage: string; newNotice: string }
	/** Under "quiet": hours without sound, in minutes after midnight. */
	| { on: boolean; from: number; to: number };

const table = keyValue<PushRow>("push");

/** Writes the table now and whenever chats or choices change. */
export function keepPushTable(
	client: MatrixClient,
	words: () => { newMessage: string; newNotice: string },
): void {
	const written = new Map<string, string>();
	const write = (key: string, row: PushRow) => {
		const text = JSON.stringify(row);
		if (written.get(key) === text) return;
		written.set(key, text);
		// Storage denied or full: the worker says "New message" without a name.
		void table.set(key, row).catch(() => undefined);
	};
	const choices = () => {
		const { quiet, quietFrom, quietTo } = settings();
		write("quiet", { on: quiet, from: quietFrom, to: quietTo });
		write("words", words());
	};
	const list = roomListOf(client);
	const chats = () => {
		for (const { room, roomId, directUserId } of list.read().joined)
			write(roomId, { name: roomNameOf(client, room, directUserId) });
	};
	choices();
	chats();
	subscribe(choices);
	list.subscribe(chats);
}
