// /chat: the list of chats, and the open chat beside it.
import { ChatList } from "@/features/chat/list/ChatList";
import { SearchBar } from "@/features/search/SearchBar";
import { NoChat } from "../NoChat";
import { Panes } from "../Panes";

/** The place. */
export function Component() {
	return <Panes list={<ChatList above={<SearchBar />} />} nothing={<NoChat />} />;
}
