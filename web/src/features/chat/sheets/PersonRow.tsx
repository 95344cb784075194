// One person in a sheet's list.
import type { Room } from "matrix-js-sdk";
import type { ReactNode } from "react";
import { PersonAvatar, useName } from "@/matrix/people";
import styles from "./Sheets.module.css";

/** `value` stands at the end. */
export function PersonRow({ userId, room, value }: { userId: string; room: Room; value: ReactNode }) {
	const name = useName(userId, room);
	return (
		<div className={styles.person}>
			<PersonAvatar userId={userId} room={room} size={36} />
			<bdi className={styles.name}>{name}</bdi>
			<span className={styles.value}>{value}</span>
		</div>
	);
}
