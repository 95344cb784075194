// What somebody says about a picture, a film or a file (spec: media captions; MSC2530), shown as a message is.
import type { Room } from "matrix-js-sdk";
import type { Json } from "../content";
import { useMediaParts } from "../parts";
import styles from "./PictureBody.module.css";

interface CaptionProps {
	/** The message's content. */
	content: Json;
	/** The caption as plain words. */
	text: string | null;
	room: Room;
}

/** Nothing, where nothing is said. */
export function Caption({ content, text, room }: CaptionProps) {
	const { Words } = useMediaParts();
	if (!text) return null;
	return (
		<figcaption className={styles.caption} dir="auto">
			<Words content={content} room={room} />
		</figcaption>
	);
}
