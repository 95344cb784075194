// The newest pinned message under the header; each tap goes one further back.
import { ListCollapse, Pin } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useAnnouncement } from "@/matrix/announcement";
import { usePins } from "@/matrix/pins";
import { IconButton } from "@/ui/Button";
import { useChat } from "../Chat";
import { QuoteWords } from "../message/Quote";
import styles from "./header.module.css";

/** Nothing while nothing is pinned. */
export function PinnedBar() {
	const t = useT();
	const chat = useChat();
	const pins = usePins(chat.room);
	const [back, setBack] = useState(0);
	const id = pins.at(-1 - (back % Math.max(pins.length, 1)));
	const announced = useAnnouncement(chat.room);
	// An announcement has a banner of its own until it is put away.
	if (!id || announced?.getId() === id) return null;
	return (
		<div className={styles.pins}>
			<Pin size={16} strokeWidth={1.75} className={styles.pinIcon} aria-hidden />
			<button
				type="button"
				className={styles.pinned}
				aria-label={t("chat.toPinned")}
				onClick={() => {
					chat.jumpTo(id);
					setBack(back + 1);
				}}
			>
				<QuoteWords eventId={id} room={chat.room} />
			</button>
			{pins.length > 1 && (
				<IconButton
					icon={ListCollapse}
					label={t("chat.allPins", { count: pins.length })}
					onPress={() => chat.open({ kind: "pins" })}
				/>
			)}
		</div>
	);
}
