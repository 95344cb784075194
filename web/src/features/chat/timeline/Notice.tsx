// A line about what changed in the room: who came and went, its name, its picture. Runs of the same kind are one line.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useState } from "react";
import { type Translate, useT } from "@/lib/i18n";
import { nameOf, visible } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { runOf } from "./items";
import styles from "./Timeline.module.css";

/** Runs open by a tap. */
export function Notice({ events, room }: { events: readonly MatrixEvent[]; room: Room }) {
	const t = useT();
	const client = useClient();
	const [open, setOpen] = useState(false);
	const name = (userId: string) => isolated(nameOf(client, userId, room));
	const [first] = events;
	const run = first && runOf(first);
	if (events.length > 1 && run && !open)
		return (
			<div className={styles.line}>
				<button type="button" className={styles.notice} aria-expanded={false} onClick={() => setOpen(true)}>
					{t(`chat.run.${run}`, {
						count: new Set(events.map((one) => one.getStateKey())).size,
						name: name(first.getStateKey() ?? ""),
					})}
				</button>
			</div>
		);
	return events.map((event) => (
		<div key={event.getId()} className={styles.line}>
			<span className={styles.notice}>{wordsOf(event, t, name) ?? ""}</span>
		</div>
	));
}

/** The longest name that a line shows; others have no end. */
const nameMax = 40;

/** A name inside a sentence: its direction stays its own (Unicode: first strong isolate), and it is no longer than a name. */
function isolated(name: string): string {
	const letters = [...(visible(name) ?? "")];
	const shown =
		letters.length > nameMax ? `${letters.slice(0, nameMax).join("").trimEnd()}…` : letters.join("");
	return `\u2068${shown}\u2069`;
}

function wordsOf(event: MatrixEvent, t: Translate, name: (userId: string) => string): string | null {
	const by = name(event.getSender() ?? "");
	switch (event.getType()) {
		case "m.room.member":
			return membership(event, t, name);
		case "m.room.create":
			return t("chat.notice.created", { by });
		case "m.room.encryption":
			return t("chat.notice.encrypted");
		case "m.room.name": {
			const named = event.getContent().name;
			return typeof named === "string" && visible(named)
				? t("chat.notice.named", { by, name: isolated(named) })
				: t("chat.notice.unnamed", { by });
		}
		case "m.room.topic":
			return t("chat.notice.topic", { by });
		case "m.room.avatar":
			return t("chat.notice.picture", { by });
		case "m.room.pinned_events":
			return t("chat.notice.pinned", { by });
		case "m.room.tombstone":
			return t("chat.notice.upgraded", { by });
		default:
			return null;
	}
}

function membership(event: MatrixEvent, t: Translate, name: (userId: string) => string): string | null {
	const by = name(event.getSender() ?? "");
	const who = name(event.getStateKey() ?? "");
	const before = event.getPrevContent().membership as string | undefined;
	switch (event.getContent().membership) {
		case "invite":
			return t("chat.notice.invited", { by, who });
		case "join":
			return t("chat.notice.joined", { who });
		case "knock":
			return t("chat.notice.knocked", { who });
		case "ban":
			return t("chat.notice.banned", { by, who });
		case "leave":
			if (event.getSender() === event.getStateKey())
				return before === "invite" ? t("chat.notice.declined", { who }) : t("chat.notice.left", { who });
			return t("chat.notice.removed", { by, who });
		default:
			return null;
	}
}
