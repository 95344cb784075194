// Above the composer: which message is answered or changed, and the way out of it.
import { Pencil, Reply, X } from "lucide-react";
import { useT } from "@/lib/i18n";
import { IconButton } from "@/ui/Button";
import { useChat } from "../Chat";
import { QuoteWords } from "../message/Quote";
import styles from "./Composer.module.css";
import { useDraft } from "./draft";

/** Nothing while a new message is written. */
export function ModeBar() {
	const t = useT();
	const { draft, room } = useChat();
	const { replyTo, editing } = useDraft(draft);
	const about = editing ?? replyTo;
	if (!about) return null;
	const Icon = editing ? Pencil : Reply;
	return (
		<div className={styles.mode}>
			<Icon size={18} strokeWidth={1.75} aria-hidden />
			<div className={styles.about}>
				<span className="visually-hidden">{t(editing ? "chat.editingMessage" : "chat.replyingTo")}</span>
				<QuoteWords eventId={about} room={room} />
			</div>
			<IconButton icon={X} label={t("ui.cancel")} size={18} onPress={() => draft.cancel()} />
		</div>
	);
}
