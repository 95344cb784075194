// Tell the people who run the server about somebody's message.
import { Flag } from "lucide-react";
import { isMine, type MessageAction } from "./action";

export const report: MessageAction = {
	id: "report",
	label: "chat.action.report",
	icon: Flag,
	danger: true,
	separated: true,
	applies: (on) => !on.event.isRedacted() && !isMine(on),
	perform: ({ chat, event }) => chat.open({ kind: "report", event }),
};
