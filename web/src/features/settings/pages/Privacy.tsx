// What others learn of me, and whom I do not want to hear.
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { useDiscoverable } from "@/matrix/discoverable";
import { PersonAvatar, useName } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Group, Row, SwitchRow } from "@/ui/List";
import styles from "../Settings.module.css";

/** The page. */
export function Privacy() {
	const t = useT();
	const now = useSettings();
	const { discoverable, setDiscoverable } = useDiscoverable();
	const { run } = useAction();
	return (
		<>
			<Group title={t("settings.privacy.seen")}>
				<SwitchRow
					label={t("settings.privacy.receipts")}
					detail={t("settings.privacy.receiptsWords")}
					isSelected={now.receipts}
					onChange={(receipts) => choose({ receipts })}
				/>
				<SwitchRow
					label={t("settings.privacy.typing")}
					isSelected={now.typing}
					onChange={(typing) => choose({ typing })}
				/>
				<SwitchRow
					label={t("settings.privacy.presence")}
					detail={t("settings.privacy.presenceWords")}
					isSelected={now.presence}
					onChange={(presence) => choose({ presence })}
				/>
			</Group>
			<Group title={t("settings.privacy.found")}>
				<SwitchRow
					label={t("settings.privacy.discoverable")}
					detail={t("settings.privacy.discoverableWords")}
					isSelected={discoverable ?? false}
					isDisabled={discoverable === null}
					onChange={(wanted) => void run(() => setDiscoverable(wanted))}
				/>
			</Group>
			<Blocked />
		</>
	);
}

function Blocked() {
	const t = useT();
	const client = useClient();
	useChanges(client, ["accountData"]);
	const blocked = client.getIgnoredUsers();
	return (
		<Group title={t("settings.privacy.blocked")} remark={t("settings.privacy.blockedRemark")}>
			{blocked.length === 0 && (
				<Row label={<span className={styles.none}>{t("settings.privacy.nobody")}</span>} />
			)}
			{blocked.map((userId) => (
				<BlockedRow key={userId} userId={userId} />
			))}
		</Group>
	);
}

function BlockedRow({ userId }: { userId: string }) {
	const t = useT();
	const client = useClient();
	const name = useName(userId);
	const { busy, run } = useAction();
	const unblock = () =>
		void run(() => client.setIgnoredUsers(client.getIgnoredUsers().filter((one) => one !== userId)));
	return (
		<Row
			before={<PersonAvatar userId={userId} size={40} />}
			label={name}
			detail={userId}
			value={
				<Button small isPending={busy} onPress={unblock}>
					{t("settings.privacy.unblock")}
				</Button>
			}
		/>
	);
}
