// Choose several messages.
import { CircleCheck } from "lucide-react";
import type { MessageAction } from "./action";

export const select: MessageAction = {
	id: "select",
	label: "chat.action.select",
	icon: CircleCheck,
	key: "x",
	applies: ({ event }) => !event.isRedacted(),
	perform: ({ chat, event }) => chat.toggle(event),
};
