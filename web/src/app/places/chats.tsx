// /chat: the list of chats, and the open chat beside it.
import { FirstSteps } from "@/features/accounts/FirstSteps";
import { ChatList } from "@/features/chat/list/ChatList";
import { SearchBar } from "@/features/search/SearchBar";
import { NoChat } from "../Nothing";
import { Panes } from "../Panes";

/** The place. */
export function Component() {
	return <Panes list={<ChatList above={<Above />} />} nothing={<NoChat />} />;
}

function Above() {
	return (
		<>
			<SearchBar />
			<FirstSteps />
		</>
	);
}
