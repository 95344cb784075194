// Changes the password.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { changePassword } from "@/matrix/account";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { SwitchRow } from "@/ui/List";
import { toast } from "@/ui/Toast";
import styles from "../Settings.module.css";

const form = "new-password";

/** The old one is asked for, as the server does. */
export function NewPassword({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const [current, setCurrent] = useState("");
	const [next, setNext] = useState("");
	const [others, setOthers] = useState(false);
	const { busy, run } = useAction();
	const save = async () => {
		const changed = await run(() => changePassword(client, current, next, others), {
			M_FORBIDDEN: "settings.account.wrongPassword",
			M_WEAK_PASSWORD: "settings.account.weakPassword",
		});
		if (!changed) return;
		toast(t("settings.account.passwordChanged"));
		onClose();
	};
	return (
		<Dialog
			title={t("settings.account.password")}
			isOpen
			onClose={onClose}
			actions={
				<>
					<Button onPress={onClose}>{t("ui.cancel")}</Button>
					<Button kind="primary" type="submit" form={form} isPending={busy} isDisabled={!current || !next}>
						{t("settings.save")}
					</Button>
				</>
			}
		>
			<Form
				id={form}
				className={styles.stack}
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
			>
				<Field
					label={t("settings.account.currentPassword")}
					type="password"
					value={current}
					onChange={setCurrent}
					autoComplete="current-password"
					autoFocus
				/>
				<Field
					label={t("settings.account.newPassword")}
					type="password"
					value={next}
					onChange={setNext}
					autoComplete="new-password"
				/>
				<SwitchRow
					label={t("settings.account.outOthers")}
					detail={t("settings.account.outOthersWords")}
					isSelected={others}
					onChange={setOthers}
				/>
			</Form>
		</Dialog>
	);
}
