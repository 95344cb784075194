// Who answered with which emoji.
import type { MatrixEvent } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useReactions } from "@/matrix/reactions";
import { Dialog } from "@/ui/Dialog";
import { useChat } from "../Chat";
import { PersonRow } from "./PersonRow";

/** One row for each person and emoji. */
export function ReactionsSheet({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
	const t = useT();
	const { room } = useChat();
	const reactions = useReactions(room, event);
	return (
		<Dialog title={t("chat.action.reactions")} isOpen onClose={onClose}>
			{reactions.flatMap(({ key, userIds }) =>
				userIds.map((userId) => (
					<PersonRow key={`${key} ${userId}`} userId={userId} room={room} value={key} />
				)),
			)}
		</Dialog>
	);
}
