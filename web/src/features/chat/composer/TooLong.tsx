// Above the composer: the text is no message, and what it can be instead.
import { FileText } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import styles from "./Composer.module.css";

/** `onFile`: sends it as a file; absent where a message is changed. */
export function TooLong({ onFile }: { onFile?: () => void }) {
	const t = useT();
	return (
		<div className={styles.mode} role="alert">
			<FileText size={18} strokeWidth={1.75} aria-hidden />
			<p className={styles.tooLong}>{t("chat.tooLong")}</p>
			{onFile && (
				<Button small onPress={onFile}>
					{t("chat.tooLong.asFile")}
				</Button>
			)}
		</div>
	);
}
