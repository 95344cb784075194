// What a chat is called, while it opens: the same picture and name as its title's, in the same place.
import type { GlanceRow } from "@/matrix/glance";
import { GlancePicture } from "../list/GlanceList";
import styles from "./header.module.css";

/** Of a chat that is only known by its line in the list. */
export function TitleGlance({ row }: { row: GlanceRow }) {
	return (
		<span className={styles.title}>
			<GlancePicture row={row} size={36} />
			<span className={styles.words}>
				<span className={styles.line}>
					<bdi className={styles.name}>{row.name}</bdi>
				</span>
			</span>
		</span>
	);
}
