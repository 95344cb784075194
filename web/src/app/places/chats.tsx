// /chat: the list of chats, and the open chat beside it.
import { ChatList } from "@/features/chat/list/ChatList";
import { Panes } from "../Panes";

/** The place. */
export function Component() {
	return <Panes list={<ChatList />} />;
}
