// Any emoji as an answer.
import type { MatrixEvent } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { Dialog } from "@/ui/Dialog";
import { EmojiPicker } from "../composer/EmojiPicker";
import { useReact } from "../message/useReact";

/** Picking closes it. */
export function ReactSheet({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
	const t = useT();
	const toggle = useReact();
	return (
		<Dialog title={t("chat.action.react")} isOpen onClose={onClose}>
			<EmojiPicker
				onPick={(emoji) => {
					onClose();
					toggle(event, emoji);
				}}
			/>
		</Dialog>
	);
}
