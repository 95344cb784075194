// Signing out, with a warning when messages could not be read again.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { signOut } from "@/matrix/account";
import { useClient } from "@/matrix/react";
import { useOwnTrust } from "@/matrix/trust";
import { useOutbox } from "@/matrix/useOutbox";
import { Confirm } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import styles from "../Settings.module.css";

/** Asks first. */
export function SignOut({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const trust = useOwnTrust();
	const unsent = useOutbox().size;
	const [busy, setBusy] = useState(false);
	const unsafe = trust !== null && !(trust.recovery && trust.recoveryKept) && !trust.otherVerified;
	return (
		<Confirm
			title={t("settings.account.outTitle")}
			confirm={t(unsafe ? "settings.account.outAnyway" : "settings.account.out")}
			danger
			pending={busy}
			isOpen
			onConfirm={() => {
				setBusy(true);
				void signOut(client);
			}}
			onClose={onClose}
		>
			<div className={styles.stack}>
				<p>{t("settings.account.outWords")}</p>
				{unsafe && <Notice kind="danger">{t("settings.account.outUnsafe")}</Notice>}
				{unsent > 0 && <Notice kind="warning">{t("settings.account.outUnsent", { count: unsent })}</Notice>}
			</div>
		</Confirm>
	);
}
