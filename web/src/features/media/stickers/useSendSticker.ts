// Sends a sticker; in an encrypted room as a file of its own, so that the server does not learn which one it was.
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { loadOnce } from "@/matrix/media";
import { useOutbox } from "@/matrix/useOutbox";
import { toast } from "@/ui/Toast";
import { failureWords } from "../words";
import type { PackSticker } from "./packs";
import { rememberSticker } from "./recent";

/** Resolves to whether it is on its way. */
export function useSendSticker(
	room: Room,
	threadId: string | null,
): (sticker: PackSticker) => Promise<boolean> {
	const t = useT();
	const outbox = useOutbox();
	return async (sticker) => {
		const { url, body, info } = sticker;
		const encrypted = room.hasEncryptionStateEvent();
		const file = encrypted ? await loadOnce({ mxc: url, picture: true }) : undefined;
		if (typeof file === "string") {
			toast(failureWords(file, t));
			return false;
		}
		await outbox.send({
			roomId: room.roomId,
			threadId,
			type: "m.sticker",
			content: { body, info, ...(!encrypted && { url }) },
			file,
		});
		// Where storage is denied it is sent all the same.
		await rememberSticker(sticker).catch(() => undefined);
		return true;
	};
}
