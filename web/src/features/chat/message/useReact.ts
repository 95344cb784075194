// Adds my reaction to a message, or takes it back.
import type { MatrixEvent } from "matrix-js-sdk";
import { useCallback } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useOutbox } from "@/matrix/useOutbox";
import { toast } from "@/ui/Toast";
import { noteUsed } from "../composer/emoji";

/** `toggle(event, "👍")`. */
export function useReact(): (event: MatrixEvent, key: string) => void {
	const t = useT();
	const client = useClient();
	const outbox = useOutbox();
	return useCallback(
		(event, key) => {
			const roomId = event.getRoomId() ?? "";
			const eventId = event.getId() ?? "";
			const room = client.getRoom(roomId);
			const mine = room?.relations
				.getChildEventsForEvent(eventId, "m.annotation", "m.reaction")
				?.getRelations()
				.find(
					(one) =>
						one.getSender() === client.getUserId() && one.getRelation()?.key === key && !one.isRedacted(),
				);
			if (mine) {
				client.redactEvent(roomId, mine.getId() ?? "").catch(() => toast(t("chat.didNotWork")));
				return;
			}
			noteUsed(key);
			void outbox.send({
				roomId,
				threadId: null,
				type: "m.reaction",
				content: { "m.relates_to": { rel_type: "m.annotation", event_id: eventId, key } },
			});
		},
		[t, client, outbox],
	);
}
