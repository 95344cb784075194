// A mini-app that was in the chat before me, handed over by a member's app.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { Link } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { appIn, appName } from "@/matrix/miniApps/events";
import { snapshotIn } from "@/matrix/miniApps/snapshot";
import { useName } from "@/matrix/people";
import card from "./AppCard.module.css";
import { AppIcon } from "./AppIcon";
import styles from "./HandedCard.module.css";
import { appPath } from "./paths";

/** Whether a snapshot was made for me: others have the app's own message. */
export const isHanded = (event: MatrixEvent, me: string): boolean =>
	snapshotIn(event)?.for.includes(me) ?? false;

/** In the place of the message that I cannot read. */
export function HandedCard({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const language = useLanguage();
	const by = useName(event.getSender() ?? "", room);
	const facts = snapshotIn(event);
	if (!facts) return null;
	const app = appIn(facts.content);
	return (
		<div className={styles.line}>
			<Link
				to={appPath(room.roomId, facts.app)}
				className={`${card.open} ${styles.card}`}
				data-testid="app-card"
			>
				<AppIcon content={facts.content} />
				<span className={card.words}>
					<bdi className={card.name}>{app && appName(app, language)}</bdi>
					<span className={card.detail}>{t("apps.card.handed", { name: by })}</span>
				</span>
				<span className={card.button}>{t("apps.card.open")}</span>
			</Link>
		</div>
	);
}
