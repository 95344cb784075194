// Answer aside: in a thread of its own.
import { MessagesSquare } from "lucide-react";
import { isReadable, type MessageAction, maySpeak } from "./action";

export const thread: MessageAction = {
	id: "thread",
	label: "chat.action.thread",
	icon: MessagesSquare,
	key: "t",
	quick: true,
	applies: (on) => on.chat.threadId === null && isReadable(on) && maySpeak(on),
	perform: ({ go, room, event }) =>
		go(`/chat/${encodeURIComponent(room.roomId)}/thread/${encodeURIComponent(event.getId() ?? "")}`),
};
