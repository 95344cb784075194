// The one step between a new account and the app: the recovery key, made while the person reads what it is for.
import { Check, Copy, Download } from "lucide-react";
import type { MatrixClient } from "matrix-js-sdk";
import { useCallback, useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { makeRecovery } from "@/matrix/recovery";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { forgetPassword, freshPassword } from "./fresh";
import { Logo } from "./Logo";
import styles from "./RecoveryKey.module.css";
import door from "./Welcome.module.css";

/** Makes the key at once; `onDone` when the person has kept it. */
export function RecoveryKey({ onDone }: { onDone: () => void }) {
	const t = useT();
	const { key, failed, retry } = useNewRecoveryKey();
	const [kept, setKept] = useState<"saved" | "copied" | null>(null);
	const save = () => {
		if (!key) return;
		saveKey(key);
		setKept("saved");
	};
	const done = () => {
		forgetPassword();
		onDone();
	};
	return (
		<main className={door.door}>
			<div className={door.card}>
				<Logo />
				<h1 className={door.title}>{t("accounts.recovery.title")}</h1>
				<p className={door.intro}>{t("accounts.recovery.intro")}</p>
				<output
					className={styles.key}
					aria-label={t("accounts.recovery.key")}
					data-loading={!key || undefined}
				>
					{key ?? t("accounts.recovery.making")}
				</output>
				{failed && (
					<Notice
						kind="danger"
						action={
							<Button small onPress={retry}>
								{t("accounts.recovery.again")}
							</Button>
						}
					>
						{t("accounts.recovery.failed")}
					</Notice>
				)}
				<div className={styles.actions}>
					<Button icon={kept === "saved" ? Check : Download} isDisabled={!key} wide onPress={save}>
						{t("accounts.recovery.save")}
					</Button>
					<Button
						icon={kept === "copied" ? Check : Copy}
						isDisabled={!key}
						wide
						onPress={() => key && void navigator.clipboard.writeText(key).then(() => setKept("copied"))}
					>
						{t("accounts.recovery.copy")}
					</Button>
				</div>
				<Button kind="primary" wide isDisabled={!kept} onPress={done}>
					{t("accounts.recovery.done")}
				</Button>
				<Button kind="quiet" onPress={done}>
					{t("accounts.recovery.later")}
				</Button>
			</div>
		</main>
	);
}

/** One run at a time: a second set of identity keys would compete with the first. */
let making: Promise<string> | undefined;

function makeOnce(client: MatrixClient): Promise<string> {
	making ??= makeRecovery(client, async () => freshPassword()).catch((error: unknown) => {
		making = undefined;
		throw error;
	});
	return making;
}

function useNewRecoveryKey() {
	const client = useClient();
	const [key, setKey] = useState<string | null>(null);
	const [failed, setFailed] = useState(false);
	const make = useCallback(() => {
		setFailed(false);
		makeOnce(client).then(setKey, () => setFailed(true));
	}, [client]);
	useEffect(make, [make]);
	return { key, failed, retry: make };
}

/** Saves the key as a small text file. */
export function saveKey(key: string): void {
	const url = URL.createObjectURL(new Blob([`${key}\n`], { type: "text/plain" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = `causeway-recovery-key.txt`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 1000);
}
