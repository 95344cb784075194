// What a message said before it was changed.
import type { MatrixEvent } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Dialog } from "@/ui/Dialog";
import { useChat } from "../Chat";
import { Words } from "../message/TextBody";
import { useWhen } from "../when";
import styles from "./Sheets.module.css";

interface Version {
	id: string;
	ts: number;
	content: Record<string, unknown>;
}

/** Newest first; asks the server for all changes. */
export function HistorySheet({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
	const t = useT();
	const { room } = useChat();
	const { fully } = useWhen();
	const { versions, failed } = useVersions(event);
	return (
		<Dialog title={t("chat.history")} isOpen onClose={onClose}>
			{failed && <p className={styles.none}>{t("chat.didNotWork")}</p>}
			{versions?.map((version) => (
				<article key={version.id} className={styles.version}>
					<time>{fully(version.ts)}</time>
					<div dir="auto">
						<Words content={version.content} room={room} />
					</div>
				</article>
			))}
		</Dialog>
	);
}

function useVersions(event: MatrixEvent) {
	const client = useClient();
	const [versions, setVersions] = useState<Version[]>();
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		let shown = true;
		const roomId = event.getRoomId() ?? "";
		client.relations(roomId, event.getId() ?? "", "m.replace", null, { limit: 50 }).then(
			({ originalEvent, events }) => {
				const changes = events
					.filter((one) => one.getSender() === event.getSender() && !one.isRedacted())
					.map((one) => versionOf(one, one.getOriginalContent()["m.new_content"]));
				changes.sort((a, b) => b.ts - a.ts);
				const first = originalEvent ?? event;
				if (shown) setVersions([...changes, versionOf(first, first.getOriginalContent())]);
			},
			() => shown && setFailed(true),
		);
		return () => {
			shown = false;
		};
	}, [client, event]);
	return { versions, failed };
}

function versionOf(event: MatrixEvent, content: unknown): Version {
	return {
		id: event.getId() ?? "",
		ts: event.getTs(),
		content: typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {},
	};
}
