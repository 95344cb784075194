// Who answered with which emoji.
import { Smile } from "lucide-react";
import type { MessageAction } from "./action";

export const reactions: MessageAction = {
	id: "reactions",
	label: "chat.action.reactions",
	icon: Smile,
	applies: ({ room, event }) =>
		(room.relations.getChildEventsForEvent(event.getId() ?? "", "m.annotation", "m.reaction")?.getRelations()
			.length ?? 0) > 0,
	perform: ({ chat, event }) => chat.open({ kind: "reactions", event }),
};
