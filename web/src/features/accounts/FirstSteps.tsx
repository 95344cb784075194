// What to do first, for an account in which nothing has happened yet; gone when somebody is there, or when told.
import { QrCode, UserPlus, UserRound, X } from "lucide-react";
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { useRoomList } from "@/matrix/rooms";
import { IconButton } from "@/ui/Button";
import { Group, Row } from "@/ui/List";
import styles from "./FirstSteps.module.css";

/** The welcome room is there from the beginning. */
const chatsOfNewcomers = 1;

/** Above the list of chats. */
export function FirstSteps() {
	const t = useT();
	const { joined, invited } = useRoomList();
	const { firstStepsDone } = useSettings();
	const isNew =
		joined.length <= chatsOfNewcomers && invited.length === 0 && joined.every((one) => !one.directUserId);
	if (firstStepsDone || !isNew) return null;
	return (
		<section className={styles.card} aria-label={t("accounts.first.title")}>
			<header className={styles.bar}>
				<h2>{t("accounts.first.title")}</h2>
				<IconButton
					icon={X}
					size={18}
					label={t("accounts.first.done")}
					onPress={() => choose({ firstStepsDone: true })}
				/>
			</header>
			<Group>
				<Row
					to="/contacts/invite"
					icon={UserPlus}
					label={t("accounts.first.invite")}
					detail={t("accounts.first.inviteWords")}
				/>
				<Row to="/contacts/code" icon={QrCode} label={t("accounts.first.code")} />
				<Row to="/me/profile" icon={UserRound} label={t("accounts.first.profile")} />
			</Group>
		</section>
	);
}
