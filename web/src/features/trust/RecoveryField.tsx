// The recovery key, typed, pasted or read from its file.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { recover } from "@/matrix/recovery";
import { refreshTrust } from "@/matrix/trust";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import styles from "./ThisDevice.module.css";

/** `onDone`: the key was right, and this device is confirmed. */
export function RecoveryField({ onDone }: { onDone: () => void }) {
	const t = useT();
	const client = useClient();
	const [typed, setTyped] = useState("");
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);
	const submit = async () => {
		if (busy) return;
		setBusy(true);
		setProblem(null);
		try {
			if (await recover(client, typed)) {
				await refreshTrust(client);
				onDone();
				return;
			}
			setProblem(t("trust.recover.wrong"));
		} catch {
			setProblem(t("trust.recover.failed"));
		}
		setBusy(false);
	};
	return (
		<Form
			className={styles.form}
			onSubmit={(event) => {
				event.preventDefault();
				void submit();
			}}
		>
			<Field
				label={t("trust.key.key")}
				help={t("trust.recover.help")}
				placeholder="EsT…"
				value={typed}
				onChange={(value) => {
					setTyped(value);
					setProblem(null);
				}}
				error={problem}
				isRequired
				autoComplete="off"
				spellCheck="false"
				autoFocus
			/>
			<Button kind="primary" type="submit" wide isPending={busy}>
				{busy ? t("trust.recover.opening") : t("trust.recover.submit")}
			</Button>
		</Form>
	);
}
