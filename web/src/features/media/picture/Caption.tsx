// What somebody says about a picture or a film (MSC2530).
import styles from "./PictureBody.module.css";

/** Nothing, where nothing is said. */
export function Caption({ text }: { text: string | null }) {
	if (!text) return null;
	return (
		<figcaption className={styles.caption} dir="auto">
			{text}
		</figcaption>
	);
}
