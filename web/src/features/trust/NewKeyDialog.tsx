// A recovery key for an account that has none, or a new one in place of a lost one.
import { useCallback, useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { makeRecovery, rememberKept } from "@/matrix/recovery";
import { refreshTrust } from "@/matrix/trust";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import { usePassword } from "@/ui/usePassword";
import { KeepKey } from "./KeepKey";
import styles from "./ThisDevice.module.css";

/** Makes the key as soon as it opens. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const { ask, dialog } = usePassword(t("trust.over.password"));
	const [key, setKey] = useState<string | null>(null);
	const [failed, setFailed] = useState(false);
	const [kept, setKept] = useState(false);
	const begun = useRef(false);
	const make = useCallback(() => {
		setFailed(false);
		makeRecovery(client, ask).then(setKey, () => setFailed(true));
	}, [client, ask]);
	useEffect(() => {
		if (begun.current) return;
		begun.current = true;
		make();
	}, [make]);
	const close = () => {
		if (key) void rememberKept(client, kept).catch(() => undefined);
		void refreshTrust(client);
		onClose();
	};
	return (
		<>
			<Dialog
				title={t("trust.key.title")}
				isOpen
				onClose={close}
				role="alertdialog"
				actions={
					<>
						{!kept && <Button onPress={close}>{t("ui.cancel")}</Button>}
						<Button kind="primary" isDisabled={!kept} onPress={close}>
							{t("trust.key.done")}
						</Button>
					</>
				}
			>
				<div className={styles.form}>
					<p>{t("trust.key.intro")}</p>
					<KeepKey recoveryKey={key} onKept={() => setKept(true)} />
					{failed && (
						<Notice
							kind="danger"
							action={
								<Button small onPress={make}>
									{t("trust.key.again")}
								</Button>
							}
						>
							{t("trust.key.failed")}
						</Notice>
					)}
				</div>
			</Dialog>
			{dialog}
		</>
	);
}
