// What a message says, by its kind. Other features bring their kinds by `ChatParts`.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useChatParts } from "../parts";
import styles from "./Message.module.css";
import { TextBody } from "./TextBody";

/** Given to the component of a kind. */
export interface BodyProps {
	event: MatrixEvent;
	/** Pictures that were sent together, this one first. */
	album?: readonly MatrixEvent[];
	room: Room;
}

/** Picks the component: event type first, then msgtype; text for what nobody knows (spec: unrecognised msgtypes). */
export function Body({ event, album, room }: BodyProps) {
	const t = useT();
	const { bodies, marked, album: Album, unreadable: Unreadable } = useChatParts();
	if (event.isRedacted()) return <span className={styles.faded}>{t("chat.recalled")}</span>;
	if (event.isDecryptionFailure())
		return Unreadable ? (
			<Unreadable event={event} />
		) : (
			<span className={styles.faded}>{t("chat.excerpt.unreadable")}</span>
		);
	if (event.isBeingDecrypted() || event.getType() === "m.room.encrypted")
		return <span className={styles.faded}>{t("chat.excerpt.decrypting")}</span>;
	if (album && Album) return <Album events={album} room={room} />;
	const content = event.getContent();
	const Kind = bodies[event.getType()] ?? bodies[String(content.msgtype)];
	if (Kind) return <Kind event={event} room={room} />;
	const words = <TextBody event={event} room={room} />;
	const Card = marked?.[markOf(content, marked) ?? ""];
	return Card ? (
		<Card event={event} room={room}>
			{words}
		</Card>
	) : (
		words
	);
}

/** The key of a content that makes it more than its words, if it has one. */
export const markOf = (content: object, marked: object = {}): string | undefined =>
	Object.keys(marked).find((key) => key in content);
