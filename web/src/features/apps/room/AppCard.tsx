// A mini-app in a chat: what it is called, how things stand in it, who acted last. A press opens it.
import { CircleAlert } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useEffect } from "react";
import { Link } from "react-router";
import { ago } from "@/lib/ago";
import { useLanguage, useT } from "@/lib/i18n";
import { appIn, appName } from "@/matrix/miniApps/events";
import { aboutApp } from "@/matrix/outbox";
import { useName } from "@/matrix/people";
import { useOutbox, useUnsentAbout } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import styles from "./AppCard.module.css";
import { AppIcon } from "./AppIcon";
import { appPath } from "./paths";
import { useFace } from "./useShared";
import { WithdrawnLine } from "./Withdrawn";

/** In place of the card of a file. */
export default function AppCard({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const content = event.getContent();
	const { face } = useFace(event);
	const language = useLanguage();
	const facts = appIn(content);
	const name = facts ? appName(facts, language) : "";
	const id = event.getId() ?? "";
	useEffect(findOutAhead, []);
	return (
		<div className={styles.card}>
			<Link to={appPath(room.roomId, id)} className={styles.open} data-testid="app-card">
				<AppIcon content={content} />
				<span className={styles.words}>
					<bdi className={styles.name}>{name}</bdi>
					<bdi className={styles.detail}>
						{[face.document, face.summary].filter(Boolean).join(" · ") || t("apps.card.kind")}
					</bdi>
					{face.last && <Last {...face.last} room={room} />}
				</span>
				<span className={styles.button}>{t("apps.card.open")}</span>
			</Link>
			<WithdrawnLine content={content} />
			<Failed roomId={room.roomId} id={id} />
		</div>
	);
}

/** Whether the browser keeps mini-apps in takes seconds to find out, once: not when somebody has pressed on one. */
function findOutAhead(): void {
	// Whoever opens one asks again, and hears why it cannot be known.
	void import("../frame/isolation").then(({ isolates }) => isolates()).catch(() => undefined);
}

function Last({ sender, ts, room }: { sender: string; ts: number; room: Room }) {
	const t = useT();
	const language = useLanguage();
	const name = useName(sender, room);
	return <small className={styles.last}>{t("apps.card.last", { name, when: ago(ts, language) })}</small>;
}

/** Changes of mine that the server did not take. */
function Failed({ roomId, id }: { roomId: string; id: string }) {
	const t = useT();
	const outbox = useOutbox();
	const failed = useUnsentAbout(roomId, aboutApp(id)).filter((one) => one.state === "failed");
	if (failed.length === 0) return null;
	return (
		<div className={styles.failed} role="alert">
			<CircleAlert size={13} aria-hidden /> {t("apps.card.failed")}
			<Button small kind="quiet" onPress={() => failed.map((one) => outbox.retry(one.id))}>
				{t("apps.card.retry")}
			</Button>
		</div>
	);
}
