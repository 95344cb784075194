// /discover: the way to groups, services and people.
import { addToChat } from "@/app/discoverParts";
import { Discover } from "@/features/discover/Discover";

/** The place. */
export function Component() {
	return <Discover addToChat={addToChat} />;
}
