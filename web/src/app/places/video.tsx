// /video: short videos.
import { Video } from "@/features/discover/Video";

/** The place. */
export function Component() {
	return <Video />;
}
