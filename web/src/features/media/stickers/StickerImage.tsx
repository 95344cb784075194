// A sticker in a grid or an editor.
import { useMedia } from "@/matrix/media";
import type { PackSticker } from "./packs";
import styles from "./Stickers.module.css";

/** Fills its box; the words for it stand on the button around it. */
export function StickerImage({ sticker }: { sticker: PackSticker }) {
	const loaded = useMedia({ mxc: sticker.url, picture: true, size: 96 });
	if (!loaded) return <span className={styles.waiting} />;
	if ("failure" in loaded) return <span className={styles.missing}>{sticker.body}</span>;
	return <img src={loaded.url} alt="" className={styles.image} draggable={false} />;
}
