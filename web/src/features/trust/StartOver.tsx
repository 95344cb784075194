// "I lost everything": a new identity, explained first and asked twice.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { NotConfirmed, rememberKept, resetIdentity } from "@/matrix/recovery";
import { refreshTrust } from "@/matrix/trust";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Door } from "@/ui/Door";
import { Notice } from "@/ui/Notice";
import { usePassword } from "@/ui/usePassword";
import { KeepKey } from "./KeepKey";
import styles from "./ThisDevice.module.css";

/** Ends with a new recovery key. */
export function StartOver({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
	const t = useT();
	const client = useClient();
	const { ask, dialog } = usePassword(t("trust.over.password"));
	const [sure, setSure] = useState(false);
	const [busy, setBusy] = useState(false);
	const [failed, setFailed] = useState<"wrong" | "failed" | null>(null);
	const [key, setKey] = useState<string | null>(null);
	const reset = async () => {
		setSure(false);
		setBusy(true);
		setFailed(null);
		try {
			setKey(await resetIdentity(client, ask));
			await refreshTrust(client);
		} catch (error) {
			setFailed(error instanceof NotConfirmed ? "wrong" : "failed");
		}
		setBusy(false);
	};
	if (key) return <NewKey recoveryKey={key} onDone={onDone} />;
	return (
		<Door title={t("trust.over.title")} intro={t("trust.over.intro")}>
			<ul className={styles.losses}>
				<li>{t("trust.over.messages")}</li>
				<li>{t("trust.over.contacts")}</li>
				<li>{t("trust.over.devices")}</li>
			</ul>
			{failed && <Notice kind="danger">{t(`trust.over.${failed}`)}</Notice>}
			<Button kind="danger" wide isPending={busy} onPress={() => setSure(true)}>
				{t("trust.over.begin")}
			</Button>
			<Button kind="quiet" onPress={onBack}>
				{t("ui.back")}
			</Button>
			<Confirm
				title={t("trust.over.sure")}
				confirm={t("trust.over.confirm")}
				danger
				isOpen={sure}
				onConfirm={() => void reset()}
				onClose={() => setSure(false)}
			>
				{t("trust.over.sureWords")}
			</Confirm>
			{dialog}
		</Door>
	);
}

function NewKey({ recoveryKey, onDone }: { recoveryKey: string; onDone: () => void }) {
	const t = useT();
	const client = useClient();
	const [kept, setKept] = useState(false);
	const done = () => {
		void rememberKept(client, true).catch(() => undefined);
		onDone();
	};
	return (
		<Door title={t("trust.key.title")} intro={t("trust.key.intro")}>
			<KeepKey recoveryKey={recoveryKey} onKept={() => setKept(true)} />
			<Button kind="primary" wide isDisabled={!kept} onPress={done}>
				{t("trust.key.done")}
			</Button>
		</Door>
	);
}
