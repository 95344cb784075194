// Remove somebody else's message, for those who keep order in a group.
import { Trash2 } from "lucide-react";
import { mayDo } from "@/matrix/rooms";
import { isMine, type MessageAction } from "./action";

export const remove: MessageAction = {
	id: "remove",
	label: "chat.action.remove",
	icon: Trash2,
	key: "Delete",
	danger: true,
	separated: true,
	applies: (on) =>
		!on.event.isRedacted() && !isMine(on) && mayDo(on.room, "redact", on.client.getSafeUserId()),
	perform: ({ chat, event }) => chat.open({ kind: "remove", events: [event] }),
};
