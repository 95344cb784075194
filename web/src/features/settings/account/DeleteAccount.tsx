// Deletes the account: said plainly, the name typed, the password asked.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { deleteAccount } from "@/matrix/account";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { SwitchRow } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { usePassword } from "@/ui/usePassword";
import styles from "../Settings.module.css";

/** It cannot be undone. */
export function DeleteAccount({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const name = client.getSafeUserId().replace(/^@([^:]*):.*$/s, "$1");
	const [typed, setTyped] = useState("");
	const [erase, setErase] = useState(true);
	const { busy, run } = useAction();
	const { ask, dialog } = usePassword(t("settings.account.deletePassword"));
	const remove = () =>
		void run(() => deleteAccount(client, erase, ask), { M_FORBIDDEN: "settings.account.wrongPassword" });
	return (
		<>
			<Dialog
				title={t("settings.account.deleteTitle")}
				isOpen
				onClose={onClose}
				role="alertdialog"
				actions={
					<>
						<Button onPress={onClose}>{t("ui.cancel")}</Button>
						<Button kind="danger" isPending={busy} isDisabled={typed.trim() !== name} onPress={remove}>
							{t("settings.account.delete")}
						</Button>
					</>
				}
			>
				<div className={styles.stack}>
					<Notice kind="danger">{t("settings.account.deleteWords")}</Notice>
					<SwitchRow
						label={t("settings.account.erase")}
						detail={t("settings.account.eraseWords")}
						isSelected={erase}
						onChange={setErase}
					/>
					<Field
						label={t("settings.account.typeName", { name })}
						value={typed}
						onChange={setTyped}
						autoComplete="off"
					/>
				</div>
			</Dialog>
			{dialog}
		</>
	);
}
