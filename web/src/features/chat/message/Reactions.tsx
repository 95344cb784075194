// The emoji that others answered with; a tap adds mine or takes it back.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import type { OutboxEntry } from "@/matrix/outbox";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { type Reaction, useReactions } from "@/matrix/reactions";
import { useChat } from "../Chat";
import styles from "./Message.module.css";
import { useReact } from "./useReact";

interface ReactionsProps {
	event: MatrixEvent;
	room: Room;
	/** What is on its way about this message. */
	unsent: readonly OutboxEntry[];
}

/** Nothing where nobody reacted. */
export function Reactions({ event, room, unsent }: ReactionsProps) {
	const t = useT();
	const client = useClient();
	const chat = useChat();
	const toggle = useReact();
	const reactions = withUnsent(useReactions(room, event), unsent, client.getSafeUserId());
	if (reactions.length === 0 || event.isRedacted()) return null;
	return (
		<div className={styles.reactions}>
			{reactions.map((reaction) => {
				const names = reaction.userIds.slice(0, 20).map((id) => nameOf(client, id, room));
				return (
					<button
						key={reaction.key}
						type="button"
						className={styles.reaction}
						aria-pressed={reaction.mine !== null}
						aria-label={t("chat.reactionBy", {
							emoji: reaction.key,
							count: reaction.userIds.length,
							names: names.join(", "),
						})}
						title={names.join(", ")}
						onClick={() => toggle(event, reaction.key)}
						onContextMenu={(press) => {
							press.preventDefault();
							press.stopPropagation();
							chat.open({ kind: "reactions", event });
						}}
					>
						<span aria-hidden>{reaction.key}</span>
						{reaction.userIds.length > 1 && <span aria-hidden>{reaction.userIds.length}</span>}
					</button>
				);
			})}
		</div>
	);
}

/** With my own that are on their way. */
function withUnsent(sent: Reaction[], unsent: readonly OutboxEntry[], me: string): Reaction[] {
	const all = [...sent];
	for (const entry of unsent) {
		const key = (entry.content["m.relates_to"] as { key?: string } | undefined)?.key;
		if (entry.type !== "m.reaction" || !key || entry.state === "failed") continue;
		const at = all.findIndex((one) => one.key === key);
		const found = all[at];
		if (!found) all.push({ key, userIds: [me], mine: "" });
		else if (found.mine === null) all[at] = { key, userIds: [...found.userIds, me], mine: "" };
	}
	return all;
}
