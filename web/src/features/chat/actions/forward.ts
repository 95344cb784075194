// Send a message on to other chats.
import { Forward } from "lucide-react";
import { isReadable, type MessageAction } from "./action";

export const forward: MessageAction = {
	id: "forward",
	label: "chat.action.forward",
	icon: Forward,
	key: "f",
	applies: (on) => isReadable(on) && on.event.getType() !== "m.poll.start",
	perform: ({ chat, event }) => chat.open({ kind: "forward", events: [event] }),
};
