// Who is writing, and telling others that I am (spec: typing notifications).
import { type MatrixClient, type Room, RoomMemberEvent } from "matrix-js-sdk";
import { useCallback, useSyncExternalStore } from "react";
import { settings } from "@/lib/settings";
import { useClient } from "./react";

/** The people who are writing now, as one string of ids for a cheap comparison. */
function typingIn(client: MatrixClient, room: Room): string {
	const me = client.getUserId();
	return room
		.getMembers()
		.filter((member) => member.typing && member.userId !== me)
		.map((member) => member.userId)
		.join(" ");
}

/** Ids of the people who are writing in a room. */
export function useTyping(room: Room): string[] {
	const client = useClient();
	const subscribe = useCallback(
		(changed: () => void) => {
			const heard = (_event: unknown, member: { roomId: string }) =>
				member.roomId === room.roomId && changed();
			client.on(RoomMemberEvent.Typing, heard);
			return () => {
				client.off(RoomMemberEvent.Typing, heard);
			};
		},
		[client, room],
	);
	const ids = useSyncExternalStore(subscribe, () => typingIn(client, room));
	return ids ? ids.split(" ") : [];
}

/** The server forgets after this long; said again a little before. */
const lastsMs = 8_000;
const againMs = 5_000;

/** Tells a room that I am writing, not more often than needed, and only if I let others know. */
export class TypingNotice {
	private said = 0;
	private stop: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly client: MatrixClient,
		private readonly roomId: string,
	) {}

	/** Called with each change of the text. */
	typed(): void {
		if (!settings().typing) return;
		clearTimeout(this.stop);
		this.stop = setTimeout(() => this.ended(), againMs);
		if (Date.now() - this.said < againMs) return;
		this.said = Date.now();
		void this.client.sendTyping(this.roomId, true, lastsMs).catch(() => undefined);
	}

	/** Called when the text was sent, deleted or left. */
	ended(): void {
		clearTimeout(this.stop);
		if (this.said === 0) return;
		this.said = 0;
		void this.client.sendTyping(this.roomId, false, lastsMs).catch(() => undefined);
	}
}
