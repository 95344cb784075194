// A recovery key that was just made, and the ways to keep it.
import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { saveFile } from "@/lib/saveFile";
import { Button } from "@/ui/Button";
import styles from "./KeepKey.module.css";

interface KeepKeyProps {
	/** `null` while it is being made. */
	recoveryKey: string | null;
	/** It was saved or copied. */
	onKept: () => void;
}

/** The key with Save and Copy. */
export function KeepKey({ recoveryKey, onKept }: KeepKeyProps) {
	const t = useT();
	const [kept, setKept] = useState<"saved" | "copied" | null>(null);
	const keep = (how: "saved" | "copied") => {
		setKept(how);
		onKept();
	};
	const save = () => {
		if (!recoveryKey) return;
		saveFile("causeway-recovery-key.txt", new Blob([`${recoveryKey}\n`], { type: "text/plain" }));
		keep("saved");
	};
	const copy = () => {
		if (recoveryKey) void navigator.clipboard.writeText(recoveryKey).then(() => keep("copied"), save);
	};
	return (
		<>
			<output className={styles.key} aria-label={t("trust.key.key")} data-loading={!recoveryKey || undefined}>
				{recoveryKey ?? t("trust.key.making")}
			</output>
			<div className={styles.actions}>
				<Button icon={kept === "saved" ? Check : Download} isDisabled={!recoveryKey} wide onPress={save}>
					{t("trust.key.save")}
				</Button>
				<Button icon={kept === "copied" ? Check : Copy} isDisabled={!recoveryKey} wide onPress={copy}>
					{t("trust.key.copy")}
				</Button>
			</div>
		</>
	);
}
