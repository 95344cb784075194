// Everything that is pinned, newest first.
import { PinOff } from "lucide-react";
import { useT } from "@/lib/i18n";
import { mayPin, setPinned, usePins } from "@/matrix/pins";
import { useClient } from "@/matrix/react";
import { IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { useChat } from "../Chat";
import { QuoteWords } from "../message/Quote";
import styles from "./Sheets.module.css";

/** A tap goes to the message. */
export function PinsSheet({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const chat = useChat();
	const pins = usePins(chat.room);
	return (
		<Dialog title={t("chat.pins")} isOpen onClose={onClose}>
			{pins.length === 0 && <p className={styles.none}>{t("chat.noPins")}</p>}
			{pins.toReversed().map((id) => (
				<div key={id} className={styles.pin}>
					<button
						type="button"
						className={styles.pinned}
						onClick={() => {
							onClose();
							chat.jumpTo(id);
						}}
					>
						<QuoteWords eventId={id} room={chat.room} />
					</button>
					{mayPin(chat.room) && (
						<IconButton
							icon={PinOff}
							label={t("chat.action.unpin")}
							onPress={() =>
								void setPinned(client, chat.room, id, false).catch(() => toast(t("chat.didNotWork")))
							}
						/>
					)}
				</div>
			))}
		</Dialog>
	);
}
