// Asks about notifications when there is a reason: there are chats, and nobody has answered yet. The browser's own
// question comes only after "Turn on".
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { enablePush, pushState } from "@/matrix/push";
import { useClient } from "@/matrix/react";
import { useRoomList } from "@/matrix/rooms";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import styles from "./Settings.module.css";

/** Above the list of chats. */
export function NotifyBanner() {
	const t = useT();
	const client = useClient();
	const { notifyAsked } = useSettings();
	const { joined } = useRoomList();
	const { busy, run } = useAction();
	const [possible, setPossible] = useState(false);
	useEffect(() => {
		let shown = true;
		void pushState().then((state) => shown && setPossible(state === "off"));
		return () => {
			shown = false;
		};
	}, []);
	// The welcome room alone is no reason.
	if (notifyAsked || !possible || joined.length < 2) return null;
	const answer = () => choose({ notifyAsked: true });
	return (
		<div className={styles.banner}>
			<Notice
				action={
					<span className={styles.buttons}>
						<Button small isPending={busy} onPress={() => void run(() => enablePush(client)).then(answer)}>
							{t("settings.notify.turnOn")}
						</Button>
						<Button small kind="quiet" onPress={answer}>
							{t("settings.notify.notNow")}
						</Button>
					</span>
				}
			>
				{t("settings.notify.reason")}
			</Notice>
		</div>
	);
}
