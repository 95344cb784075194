// /search: people, chats and messages.
import { SearchScreen } from "@/features/search/SearchScreen";

/** The place. */
export function Component() {
	return <SearchScreen />;
}
