// A password that is shown once.
import { Copy } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import styles from "./Admin.module.css";

interface OnceProps {
	userId: string;
	password: string;
	onClose: () => void;
}

/** A dialog that has to be closed on purpose. */
export function Once({ userId, password, onClose }: OnceProps) {
	const t = useT();
	const copy = () =>
		void navigator.clipboard.writeText(`${userId}\n${password}`).then(
			() => toast(t("admin.copied")),
			() => undefined,
		);
	return (
		<Dialog
			title={t("admin.onceTitle")}
			isOpen
			onClose={onClose}
			role="alertdialog"
			actions={
				<>
					<Button icon={Copy} onPress={copy}>
						{t("admin.copy")}
					</Button>
					<Button kind="primary" onPress={onClose}>
						{t("admin.kept")}
					</Button>
				</>
			}
		>
			<p>{t("admin.onceWords")}</p>
			<dl className={styles.once} dir="ltr">
				<dt>{t("admin.username")}</dt>
				<dd>{userId}</dd>
				<dt>{t("admin.password")}</dt>
				<dd>
					<code>{password}</code>
				</dd>
			</dl>
		</Dialog>
	);
}
