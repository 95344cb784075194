// All keyboard shortcuts.
import { useT } from "@/lib/i18n";
import { Dialog } from "@/ui/Dialog";
import styles from "./ShortcutTable.module.css";
import { actions, keysLabel } from "./shortcuts";

/** A dialog. */
export default function ShortcutTable({ onClose }: { onClose: () => void }) {
	const t = useT();
	return (
		<Dialog title={t("app.action.shortcuts")} isOpen onClose={onClose}>
			<dl className={styles.table}>
				{actions.map(
					({ id, label, keys }) =>
						keys && (
							<div key={id} className={styles.row}>
								<dt>{t(label)}</dt>
								<dd>
									{keysLabel(keys)
										.split(" ")
										.map((key) => (
											<kbd key={key} className={styles.key}>
												{key}
											</kbd>
										))}
								</dd>
							</div>
						),
				)}
			</dl>
		</Dialog>
	);
}
