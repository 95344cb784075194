// The stickers in a dialog of their own, from the plus menu.
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { Dialog } from "@/ui/Dialog";
import { StickerPicker } from "./StickerPicker";

/** Closes after one was sent. */
export default function StickerSheet(props: { room: Room; threadId: string | null; close: () => void }) {
	const t = useT();
	return (
		<Dialog title={t("media.stickers.title")} isOpen onClose={props.close}>
			<StickerPicker {...props} />
		</Dialog>
	);
}
