// Tells screen readers, when they have a pause, what somebody else has just said.
import type { Room } from "matrix-js-sdk";
import { useEffect, useRef, useState } from "react";
import { rightNow } from "@/lib/clock";
import { useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { excerptOf } from "../list/excerpt";
import type { TimelineItem } from "./items";

/** Only messages that are this new are told: not those of a history that was loaded. */
const newMs = 60_000;

/** Hidden words that change with each new message. */
export function Announcer({ room, items }: { room: Room; items: readonly TimelineItem[] }) {
	const t = useT();
	const client = useClient();
	const last = items.findLast((item) => item.kind === "message");
	const [words, setWords] = useState("");
	const before = useRef(last?.key);
	useEffect(() => {
		if (!last || last.key === before.current) return;
		const sender = last.event.getSender() ?? "";
		// Its words come when it is decrypted.
		if (last.event.getType() === "m.room.encrypted") return;
		before.current = last.key;
		if (sender === client.getUserId() || rightNow() - last.event.getTs() > newMs) return;
		setWords(t("chat.excerpt.by", { name: nameOf(client, sender, room), words: excerptOf(last.event, t) }));
	}, [t, client, room, last]);
	return (
		<div className="visually-hidden" aria-live="polite">
			{words}
		</div>
	);
}
