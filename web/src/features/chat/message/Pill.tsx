// A person or a room named in a text: by the name I know them by, and a way to them.
import type { Room } from "matrix-js-sdk";
import { Link } from "react-router";
import { nameOf, roomNameOf, useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import type { MatrixTarget } from "./links";
import styles from "./RichText.module.css";

/** `words`: what the sender called it; used only for what this client does not know. */
export function Pill({ target, room, words }: { target: MatrixTarget; room: Room; words?: string }) {
	return target.kind === "person" ? (
		<PersonPill userId={target.userId} room={room} />
	) : (
		<RoomPill target={target} words={words} />
	);
}

function PersonPill({ userId, room }: { userId: string; room: Room }) {
	const client = useClient();
	const name = useName(userId, room);
	// A name that somebody else carries too says with its id who is meant.
	const full = nameOf(client, userId) === name ? name : `${name} (${userId})`;
	return (
		<Link
			className={styles.pill}
			to={`/contacts/${encodeURIComponent(userId)}`}
			title={full}
			data-me={userId === client.getUserId() || undefined}
			data-person={userId}
		>
			<bdi>@{name}</bdi>
		</Link>
	);
}

function RoomPill({ target, words }: { target: MatrixTarget & { kind: "room" }; words?: string }) {
	const client = useClient();
	const known = target.idOrAlias.startsWith("!")
		? client.getRoom(target.idOrAlias)
		: client.getRooms().find((one) => one.getCanonicalAlias() === target.idOrAlias);
	const name = known ? roomNameOf(client, known, null) : words || target.idOrAlias;
	const event = target.eventId ? `/event/${encodeURIComponent(target.eventId)}` : "";
	return (
		<Link
			className={styles.pill}
			to={`/chat/${encodeURIComponent(known?.roomId ?? target.idOrAlias)}${event}`}
			title={target.idOrAlias}
		>
			<bdi>{name}</bdi>
		</Link>
	);
}
