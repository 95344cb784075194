// Saves the keys of all messages in a file that other Matrix apps read too.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { sealKeys } from "@/lib/keyFile";
import { saveFile } from "@/lib/saveFile";
import { useClient } from "@/matrix/react";
import { cryptoOf } from "@/matrix/recovery";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import styles from "../ThisDevice.module.css";

const form = "export-keys";
/** Who has the file may try as often as they like. */
const lengthMin = 12;

/** Asks for a passphrase first. */
export function ExportKeys({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const [typed, setTyped] = useState("");
	const { busy, run } = useAction();
	const save = async () => {
		const saved = await run(async () => {
			const file = await sealKeys(await cryptoOf(client).exportRoomKeysAsJson(), typed);
			saveFile("causeway-message-keys.txt", new Blob([file], { type: "text/plain" }));
		});
		if (saved) onClose();
	};
	return (
		<Dialog
			title={t("trust.keys.export")}
			isOpen
			onClose={onClose}
			actions={
				<Button
					kind="primary"
					type="submit"
					form={form}
					isPending={busy}
					isDisabled={typed.length < lengthMin}
				>
					{t("trust.key.save")}
				</Button>
			}
		>
			<Form
				id={form}
				className={styles.form}
				onSubmit={(event) => {
					event.preventDefault();
					if (typed.length >= lengthMin) void save();
				}}
			>
				<p>{t("trust.keys.exportWords")}</p>
				<Field
					label={t("trust.keys.passphrase")}
					help={t("trust.keys.passphraseHelp", { count: lengthMin })}
					type="password"
					value={typed}
					onChange={setTyped}
					autoComplete="new-password"
					autoFocus
				/>
			</Form>
		</Dialog>
	);
}
