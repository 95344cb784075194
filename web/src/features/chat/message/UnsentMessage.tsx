// A message that is not in the timeline yet: waiting, on its way, or failed with what to do.
import { CircleAlert, Clock } from "lucide-react";
import { useT } from "@/lib/i18n";
import type { OutboxEntry } from "@/matrix/outbox";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { useChatParts } from "../parts";
import { useWhen } from "../when";
import styles from "./Message.module.css";

/** Looks like the message it will become. */
export function UnsentMessage({ entry }: { entry: OutboxEntry }) {
	const t = useT();
	const outbox = useOutbox();
	const { time } = useWhen();
	const { unsentBodies } = useChatParts();
	const Kind = unsentBodies[entry.type] ?? unsentBodies[String(entry.content.msgtype)];
	return (
		<article className={styles.row} data-mine data-state={entry.state}>
			<div className={styles.bubble}>
				{Kind ? (
					<Kind entry={entry} />
				) : (
					<span className={styles.text} dir="auto">
						{String(entry.content.body ?? "")}
					</span>
				)}
				<time className={styles.time}>
					{time(entry.ts)} {entry.state !== "failed" && <Clock size={11} aria-label={t("chat.sending")} />}
				</time>
				{entry.state === "failed" && (
					<div className={styles.failed}>
						<CircleAlert size={13} aria-hidden /> {t("chat.failed")}
						<Button small kind="quiet" onPress={() => outbox.retry(entry.id)}>
							{t("chat.retry")}
						</Button>
						<Button small kind="quiet" onPress={() => void outbox.discard(entry.id)}>
							{t("chat.discard")}
						</Button>
					</div>
				)}
			</div>
		</article>
	);
}
