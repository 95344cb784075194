// A small picture inside a text (MSC2545), from our own media store.
import { useMedia } from "@/matrix/media";
import styles from "./RichText.module.css";

/** Its name while it is not there. */
export function Emoticon({ mxc, name }: { mxc: string; name: string }) {
	const loaded = useMedia({ mxc, size: 64, picture: true });
	if (!loaded || "failure" in loaded) return name;
	return <img className={styles.emoticon} src={loaded.url} alt={name} title={name} />;
}
