// An account made by the host, for somebody who gets name and password from them.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { SwitchRow } from "@/ui/List";
import styles from "./Admin.module.css";
import { useCall } from "./api";

interface NewPersonProps {
	onClose: () => void;
	onMade: (made: { user_id: string; password: string }) => void;
}

/** A dialog; without a password the server makes one. */
export function NewPerson({ onClose, onMade }: NewPersonProps) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const [username, setUsername] = useState("");
	const [password, setPassword] = useState("");
	const [admin, setAdmin] = useState(false);
	const submit = () =>
		void run(
			async () =>
				onMade(
					await call("POST", "people", {
						username: username.trim().toLowerCase(),
						...(password ? { password } : {}),
						admin,
					}),
				),
			{
				M_USER_IN_USE: "admin.nameTaken",
				M_INVALID_USERNAME: "admin.nameInvalid",
				M_WEAK_PASSWORD: "admin.passwordWeak",
				M_INVALID_PARAM: "admin.nameInvalid",
			},
		);
	return (
		<Dialog title={t("admin.newPerson")} isOpen onClose={onClose}>
			<Form
				className={styles.form}
				onSubmit={(event) => {
					event.preventDefault();
					submit();
				}}
			>
				<Field label={t("admin.username")} value={username} onChange={setUsername} isRequired autoFocus />
				<Field
					label={t("admin.password")}
					help={t("admin.passwordHelp")}
					type="password"
					value={password}
					onChange={setPassword}
					autoComplete="new-password"
				/>
				<SwitchRow label={t("admin.giveAdmin")} isSelected={admin} onChange={setAdmin} />
				<Button kind="primary" type="submit" wide isPending={busy}>
					{t("admin.make")}
				</Button>
			</Form>
		</Dialog>
	);
}
