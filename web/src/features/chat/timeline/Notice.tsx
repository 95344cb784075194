// A line about what changed in the room: who came and went, its name, its picture.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type Translate, useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import styles from "./Timeline.module.css";

/** Nothing, where a change says nothing to a person. */
export function Notice({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const client = useClient();
	const words = wordsOf(event, t, (userId) => nameOf(client, userId, room));
	if (!words) return <div />;
	return (
		<div className={styles.line}>
			<span className={styles.notice}>{words}</span>
		</div>
	);
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
			return typeof named === "string" && named
				? t("chat.notice.named", { by, name: named.slice(0, 100) })
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
			return before === "join" ? null : t("chat.notice.joined", { who });
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
