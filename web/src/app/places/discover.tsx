// /discover: the way to groups, services and people.
import { Discover } from "@/features/discover/Discover";

/** The place. */
export function Component() {
	return <Discover />;
}
