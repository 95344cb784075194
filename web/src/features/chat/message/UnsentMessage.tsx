// A message that is not in the timeline yet: waiting, on its way, or failed with what to do.
import { CircleAlert } from "lucide-react";
import { useT } from "@/lib/i18n";
import type { OutboxEntry } from "@/matrix/outbox";
import { useRoom } from "@/matrix/react";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { useChatParts } from "../parts";
import { useWhen } from "../when";
import styles from "./Message.module.css";
import { Quote } from "./Quote";
import { repliedTo } from "./relate";
import { Words } from "./TextBody";
import { Tick } from "./Tick";

const ticks = { waiting: "pending", sending: "pending", sent: "sent", failed: "failed" } as const;

/** Looks like the message it will become. */
export function UnsentMessage({ entry }: { entry: OutboxEntry }) {
	const { time } = useWhen();
	const room = useRoom(entry.roomId);
	const { unsentBodies } = useChatParts();
	const Kind = unsentBodies[entry.type] ?? unsentBodies[String(entry.content.msgtype)];
	const answered = repliedTo(entry.content);
	return (
		<article className={styles.row} data-mine data-first data-state={entry.state}>
			<div className={styles.column}>
				<div className={styles.bubble}>
					{answered && room && <Quote eventId={answered} room={room} />}
					<div className={styles.content} dir="auto">
						{Kind ? <Kind entry={entry} /> : room && <Words content={entry.content} room={room} />}
						<span className={styles.foot}>
							<time dir="auto">{time(entry.ts)}</time>
							<Tick state={ticks[entry.state]} />
						</span>
					</div>
					{entry.state === "failed" && <Failed entry={entry} />}
				</div>
			</div>
		</article>
	);
}

function Failed({ entry }: { entry: OutboxEntry }) {
	const t = useT();
	const outbox = useOutbox();
	return (
		<div className={styles.failed} role="alert" title={entry.error}>
			<CircleAlert size={13} aria-hidden /> {t("chat.failed")}
			<Button small kind="quiet" onPress={() => outbox.retry(entry.id)}>
				{t("chat.retry")}
			</Button>
			<Button small kind="quiet" onPress={() => void outbox.discard(entry.id)}>
				{t("chat.discard")}
			</Button>
		</div>
	);
}
