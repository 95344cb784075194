// The number of unread notifications, for a row of the place Me.
import { Badge } from "@/ui/Badge";
import { useUnread } from "./unread";

/** Nothing when there are none. */
export function UnreadBadge() {
	return <Badge count={useUnread()} />;
}
