// A sticker that somebody sent: large, and how to have it too.
import { Download, Plus } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useMemo, useState } from "react";
import { useT } from "@/lib/i18n";
import { loadOnce, useMedia } from "@/matrix/media";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { attachedOf } from "../content";
import { saveAttached } from "../save";
import { makeSticker } from "./makeSticker";
import { freeShortcode, myPack, savePack } from "./packs";
import styles from "./Stickers.module.css";

/** "Add to my stickers" uploads it anew: its keys are the chat's, a pack has none. */
export default function StickerDialog({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const attached = useMemo(() => attachedOf(event.getType(), event.getContent()), [event]);
	const loaded = useMedia(attached.source);
	const [adding, setAdding] = useState(false);
	const add = async () => {
		setAdding(true);
		try {
			const blob = attached.source && (await loadOnce(attached.source));
			const made = blob instanceof Blob ? await makeSticker(client, blob) : null;
			if (!made) throw new Error("No picture");
			const pack = myPack(client);
			const body = attached.name || t("media.stickers.title");
			const sticker = { ...made, body, shortcode: freeShortcode(body, pack.stickers) };
			await savePack(client, { ...pack, stickers: [...pack.stickers, sticker] });
			toast(t("media.stickers.added"));
			onClose();
		} catch {
			toast(t("media.stickers.notSaved"));
			setAdding(false);
		}
	};
	return (
		<Dialog
			title={attached.name || t("media.stickers.title")}
			isOpen
			onClose={onClose}
			actions={
				<>
					<Button icon={Download} onPress={() => void saveAttached(attached, t)}>
						{t("media.save")}
					</Button>
					<Button kind="primary" icon={Plus} isPending={adding} onPress={() => void add()}>
						{t("media.stickers.addToMine")}
					</Button>
				</>
			}
		>
			<div className={styles.large}>
				{loaded && "url" in loaded && <img src={loaded.url} alt={attached.name} className={styles.image} />}
			</div>
		</Dialog>
	);
}
