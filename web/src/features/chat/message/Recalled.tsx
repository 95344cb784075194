// The trace of a message that is gone: whose it was, and for some minutes a way to write one's own again.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useChat } from "../Chat";
import timeline from "../timeline/Timeline.module.css";
import styles from "./Message.module.css";
import { useRecalled } from "./recalled";

/** Tells a recall from a removal by somebody else. */
export function Recalled({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const client = useClient();
	const chat = useChat();
	const me = client.getUserId();
	const sender = event.getSender() ?? "";
	const by = event.getUnsigned().redacted_because?.sender ?? sender;
	const name = useName(by, room);
	const kept = useRecalled(event.getId() ?? "");
	const words =
		by !== sender
			? t("chat.removedBy", { name })
			: sender === me
				? t("chat.youRecalled")
				: t("chat.recalledBy", { name });
	return (
		<div className={timeline.line}>
			<span className={`${timeline.notice} ${styles.recalled}`}>
				<bdi>{words}</bdi>
				{kept && (
					<button
						type="button"
						className={styles.again}
						onClick={() => {
							chat.draft.change({ text: kept.text, mentions: kept.mentions });
							chat.focusComposer();
						}}
					>
						{t("chat.editAgain")}
					</button>
				)}
			</span>
		</div>
	);
}
