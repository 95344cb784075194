// What the padlock in the header means, in plain words.
import { useT } from "@/lib/i18n";
import { Dialog } from "@/ui/Dialog";
import { useChat } from "../Chat";
import styles from "./Sheets.module.css";

/** Also tells when a chat is not encrypted. */
export function EncryptionSheet({ onClose }: { onClose: () => void }) {
	const t = useT();
	const { room } = useChat();
	const encrypted = room.hasEncryptionStateEvent();
	return (
		<Dialog title={t(encrypted ? "chat.encrypted" : "chat.notEncrypted")} isOpen onClose={onClose}>
			<div className={styles.words}>
				<p>{t(encrypted ? "chat.encryption.who" : "chat.encryption.open")}</p>
				{encrypted && <p>{t("chat.encryption.check")}</p>}
			</div>
		</Dialog>
	);
}
