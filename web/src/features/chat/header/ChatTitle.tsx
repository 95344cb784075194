// Who or what a chat is with: picture, name, padlock, and what is going on: writing, here, last seen, how many people.
import { Lock } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { usePresence } from "@/matrix/presence";
import { useChanges, useClient } from "@/matrix/react";
import { useTyping } from "@/matrix/typing";
import { useChat } from "../Chat";
import { useTypingWords } from "../typingWords";
import { useWhen } from "../when";
import styles from "./header.module.css";

/** The name leads to the details; the padlock explains itself. */
export function ChatTitle({ room, directUserId }: { room: Room; directUserId: string | null }) {
	const t = useT();
	const client = useClient();
	const chat = useChat();
	useChanges(room, ["Room.name", "RoomState.members", "RoomState.events"]);
	const presence = usePresence(directUserId);
	return (
		<span className={styles.title}>
			<RoomAvatar room={room} directUserId={directUserId} size={36} online={presence === "online"} />
			<span className={styles.words}>
				<span className={styles.line}>
					<Link className={styles.name} to={`/chat/${encodeURIComponent(room.roomId)}/info`} dir="auto">
						{roomNameOf(client, room, directUserId)}
					</Link>
					{room.hasEncryptionStateEvent() && (
						<button
							type="button"
							className={styles.lock}
							aria-label={t("chat.encrypted")}
							onClick={() => chat.open({ kind: "encryption" })}
						>
							<Lock size={14} strokeWidth={2} aria-hidden />
						</button>
					)}
				</span>
				<Below room={room} directUserId={directUserId} />
			</span>
		</span>
	);
}

function Below({ room, directUserId }: { room: Room; directUserId: string | null }) {
	const t = useT();
	const { shortly } = useWhen();
	const typing = useTypingWords(room, useTyping(room), directUserId);
	const presence = usePresence(directUserId);
	const people = directUserId ? null : t("chat.people", { count: room.getJoinedMemberCount() });
	const here =
		presence === "online" ? t("chat.online") : presence && t("chat.lastSeen", { when: shortly(presence) });
	const words = [people ?? (typing ? null : here), typing].filter(Boolean).join(" · ");
	return words ? (
		<small className={styles.below} aria-live="polite">
			{words}
		</small>
	) : null;
}
