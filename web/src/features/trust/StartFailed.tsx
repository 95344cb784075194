// The app could not start: why, in words, and what can be done.
import { useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import type { Session } from "@/matrix/session";
import { signInAnew } from "@/matrix/signedOut";
import { StartError } from "@/matrix/startFailure";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Door } from "@/ui/Door";
import styles from "./StartFailed.module.css";

/** Instead of the app. */
export function StartFailed({ error, session }: { error: Error; session: Session }) {
	const t = useT();
	const [asks, setAsks] = useState(false);
	const [busy, setBusy] = useState(false);
	const failure = error instanceof StartError ? error.failure : "unknown";
	const lost = failure === "damaged" || failure === "keys";
	const anew = () => {
		setBusy(true);
		void signInAnew(session).finally(() => setBusy(false));
	};
	return (
		<Door
			title={t("trust.start.title")}
			intro={t(`trust.start.${failure}` as MessageId)}
			below={
				<details className={styles.details}>
					<summary>{t("trust.start.details")}</summary>
					<code>{error instanceof StartError ? error.said : error.message}</code>
				</details>
			}
		>
			<Button kind={lost ? "secondary" : "primary"} wide onPress={() => location.reload()}>
				{t("trust.key.again")}
			</Button>
			<Button kind={lost ? "primary" : "quiet"} wide onPress={() => setAsks(true)}>
				{t("trust.start.anew")}
			</Button>
			<Confirm
				title={t("trust.start.anew")}
				confirm={t("trust.start.anew")}
				pending={busy}
				isOpen={asks}
				onConfirm={anew}
				onClose={() => setAsks(false)}
			>
				{t("trust.start.anewWords")}
			</Confirm>
		</Door>
	);
}
