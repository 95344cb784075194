// What a mini-app has to say to the chat: a line with who really did it. A press opens the app there.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { appOf, infoIn } from "@/matrix/miniApps/events";
import { PersonAvatar, useName } from "@/matrix/people";
import styles from "./InfoLine.module.css";
import { appPath } from "./paths";
import { saysWho } from "./saysWho";

/** Whether an update says something to the chat. */
export const saysSomething = (event: MatrixEvent): boolean => infoIn(event.getContent()) !== null;

/** The line. */
export function InfoLine({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const sender = event.getSender() ?? "";
	const name = useName(sender, room);
	const content = event.getContent();
	const info = infoIn(content);
	const id = appOf(content);
	if (!info || !id) return null;
	return (
		<div className={styles.line} data-event={event.getId()}>
			<Link to={appPath(room.roomId, id, info.href)} className={styles.info}>
				<PersonAvatar userId={sender} room={room} size={18} />
				<span className={styles.words}>
					{/* Many apps begin with the name themselves. */}
					{saysWho(info.text, name)
						? info.text
						: t("apps.info", { name: isolated(name), words: isolated(info.text) })}
				</span>
			</Link>
		</div>
	);
}

/** Its direction stays its own (Unicode: first strong isolate). */
const isolated = (words: string): string => `\u2068${words}\u2069`;
