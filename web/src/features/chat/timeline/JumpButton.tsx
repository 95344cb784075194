// Down to the newest message, with how many are unread there.
import { ChevronDown } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useChanges } from "@/matrix/react";
import { Badge } from "@/ui/Badge";
import styles from "./Timeline.module.css";

/** Shown while the end is out of view. */
export function JumpButton({ room, onJump }: { room: Room; onJump: () => void }) {
	const t = useT();
	useChanges(room, ["Room.UnreadNotifications"]);
	const unread = room.getRoomUnreadNotificationCount();
	return (
		<button
			type="button"
			className={styles.jump}
			aria-label={unread > 0 ? t("chat.toUnread", { count: unread }) : t("chat.toNewest")}
			onClick={onJump}
		>
			<ChevronDown size={22} strokeWidth={1.75} aria-hidden />
			<span className={styles.jumpCount}>
				<Badge count={unread} />
			</span>
		</button>
	);
}
