// Answer a message.
import { Reply } from "lucide-react";
import { isReadable, type MessageAction, maySpeak } from "./action";

export const reply: MessageAction = {
	id: "reply",
	label: "chat.action.reply",
	icon: Reply,
	key: "r",
	quick: true,
	applies: (on) => isReadable(on) && maySpeak(on),
	perform: ({ chat, event }) => chat.reply(event),
};
