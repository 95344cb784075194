// Takes message keys from a file of this or another Matrix app.
import { FileUp } from "lucide-react";
import { useState } from "react";
import { FileTrigger, Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { KeyFileError, openKeys } from "@/lib/keyFile";
import { useClient } from "@/matrix/react";
import { cryptoOf } from "@/matrix/recovery";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import styles from "../ThisDevice.module.css";

const form = "import-keys";
/** No person has so many keys; a bigger file is something else. */
const sizeMax = 200 * 1024 * 1024;

/** Asks for the file and its passphrase. */
export function ImportKeys({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const [file, setFile] = useState<File | null>(null);
	const [typed, setTyped] = useState("");
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);
	const open = async () => {
		if (!file || busy) return;
		setBusy(true);
		setProblem(null);
		try {
			if (file.size > sizeMax) throw new KeyFileError("format");
			await cryptoOf(client).importRoomKeysAsJson(await openKeys(await file.text(), typed));
			toast(t("trust.keys.imported"));
			onClose();
		} catch (error) {
			setProblem(
				t(
					error instanceof KeyFileError && error.why === "passphrase"
						? "trust.keys.wrong"
						: "trust.keys.damaged",
				),
			);
			setBusy(false);
		}
	};
	return (
		<Dialog
			title={t("trust.keys.import")}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" type="submit" form={form} isPending={busy} isDisabled={!file || !typed}>
					{t("trust.keys.importDo")}
				</Button>
			}
		>
			<Form
				id={form}
				className={styles.form}
				onSubmit={(event) => {
					event.preventDefault();
					void open();
				}}
			>
				<FileTrigger
					acceptedFileTypes={["text/plain", ".txt"]}
					onSelect={(files) => {
						setFile(files?.[0] ?? null);
						setProblem(null);
					}}
				>
					<Button icon={FileUp}>{file?.name ?? t("trust.keys.choose")}</Button>
				</FileTrigger>
				<Field
					label={t("trust.keys.passphrase")}
					type="password"
					value={typed}
					onChange={(value) => {
						setTyped(value);
						// A field that is wrong keeps its form from being sent.
						setProblem(null);
					}}
					error={problem}
					autoComplete="off"
				/>
			</Form>
		</Dialog>
	);
}
