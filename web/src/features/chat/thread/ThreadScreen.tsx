// A thread: the message it began with, the answers, and where to write another.
import { X } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useEvent } from "@/matrix/event";
import { useName } from "@/matrix/people";
import { IconButton } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { Chat } from "../Chat";
import styles from "../ChatScreen.module.css";
import { ChatView } from "../ChatView";
import { useKeptDraft } from "../composer/draft";

interface ThreadScreenProps {
	room: Room;
	/** The id of the message it began with. */
	threadId: string;
	onClose: () => void;
}

/** Mount with the thread's id as key. */
export function ThreadScreen({ room, threadId, onClose }: ThreadScreenProps) {
	const t = useT();
	const [chat] = useState(() => new Chat(room, threadId));
	useKeptDraft(chat.draft);
	const root = useEvent(room, threadId);
	const name = useName(root?.getSender() ?? "", room);
	return (
		<div className={styles.thread}>
			<Page
				bare
				onBack={onClose}
				title={root ? t("chat.threadOf", { name: `\u2068${name}\u2069` }) : t("chat.thread")}
				actions={
					<span className={styles.close}>
						<IconButton icon={X} label={t("ui.close")} onPress={onClose} />
					</span>
				}
			>
				<ChatView chat={chat} openAt={null} />
			</Page>
		</div>
	);
}
