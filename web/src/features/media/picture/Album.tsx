// Several pictures that were sent together, as a grid; each opens the viewer.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import styles from "./Album.module.css";
import { Cell } from "./Cell";

/** Two columns; an odd one comes first, across both. */
export function Album({ events, room }: { events: readonly MatrixEvent[]; room: Room }) {
	return (
		<div className={styles.album} data-odd={events.length % 2 === 1 || undefined}>
			{events.map((event) => (
				<div key={event.getId()} className={styles.cell} data-picture={event.getId()}>
					<Cell event={event} room={room} />
				</div>
			))}
		</div>
	);
}
