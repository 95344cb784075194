// Beside a list while nothing of it is open (desktop).
import { type LucideIcon, MessagesSquare, UsersRound } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import styles from "./Nothing.module.css";
import { keysLabel } from "./shortcuts";

/** Says how to open a chat. */
export function NoChat() {
	const t = useT();
	return <Nothing icon={MessagesSquare}>{t("app.noChat", { keys: keysLabel("Mod+K") })}</Nothing>;
}

/** Says how to open somebody. */
export function NoPerson() {
	const t = useT();
	return <Nothing icon={UsersRound}>{t("app.noPerson")}</Nothing>;
}

function Nothing({ icon, children }: { icon: LucideIcon; children: ReactNode }) {
	return (
		<div className={styles.place}>
			<Empty icon={icon}>{children}</Empty>
		</div>
	);
}
