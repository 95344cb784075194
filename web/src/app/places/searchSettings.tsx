// /search/settings: the index on this device.
import { SearchSettings } from "@/features/search/SearchSettings";

/** The place. */
export function Component() {
	return <SearchSettings />;
}
