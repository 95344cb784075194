// A message that is a sticker; a press shows it large, with what can be done with it.
import type { MatrixEvent } from "matrix-js-sdk";
import { useMemo } from "react";
import { useT } from "@/lib/i18n";
import { attachedOf, boxOf } from "../content";
import { openLayer } from "../layers";
import { Picture } from "../picture/Picture";
import styles from "./Stickers.module.css";

const most = { width: 160, height: 160 };

/** Smaller than a picture: it is a word. */
export function StickerBody({ event }: { event: MatrixEvent }) {
	const t = useT();
	const content = event.getContent();
	const attached = useMemo(() => attachedOf(event.getType(), content), [event, content]);
	return (
		<div className={styles.body}>
			<Picture
				attached={attached}
				box={boxOf(attached, most)}
				label={t("media.stickers.open", { name: attached.name })}
				onOpen={() => openLayer({ kind: "sticker", event })}
			/>
		</div>
	);
}
