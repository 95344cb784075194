// Who has read a message.
import { CheckCheck } from "lucide-react";
import { isMine, type MessageAction } from "./action";

export const readers: MessageAction = {
	id: "readers",
	label: "chat.action.readers",
	icon: CheckCheck,
	applies: (on) => isMine(on) && on.room.getJoinedMemberCount() > 2,
	perform: ({ chat, event }) => chat.open({ kind: "readers", event }),
};
