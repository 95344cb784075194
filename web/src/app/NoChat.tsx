// Beside the list of chats while none is open (desktop).
import { MessagesSquare } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import styles from "./NoChat.module.css";
import { keysLabel } from "./shortcuts";

/** Says how to open one. */
export function NoChat() {
	const t = useT();
	return (
		<div className={styles.place}>
			<Empty icon={MessagesSquare}>{t("app.noChat", { keys: keysLabel("Mod+K") })}</Empty>
		</div>
	);
}
