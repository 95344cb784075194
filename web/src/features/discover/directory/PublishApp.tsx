// Publishing a mini-app: its file, and what its manifest may not say.
import { FileArchive } from "lucide-react";
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import styles from "./Directory.module.css";
import { CategoryChoice } from "./EntryForm";
import { type MyEntry, type Published, publishApp } from "./mine";

/** A dialog. The server checks the file, and says in one sentence what is wrong with it. */
export function PublishApp({ onClose, onDone }: { onClose: () => void; onDone: (mine: MyEntry) => void }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const picker = useRef<HTMLInputElement>(null);
	const [file, setFile] = useState<File>();
	const [problem, setProblem] = useState<string>();
	const [said, setSaid] = useState<Published>({});
	const [more, setMore] = useState(false);
	const publish = async () => {
		if (!file) return;
		try {
			const mine = await publishApp(client, file, said);
			toast(t(mine.state === "shown" ? "discover.publishedNow" : "discover.published"));
			onDone(mine);
		} catch (error) {
			const told = error as { status?: number; message?: string };
			// What the server says of the file is for its author, in the words of the archive's reader.
			if (told.status !== 400 && told.status !== 403) throw error;
			setProblem(told.message ?? "");
			setMore(true);
		}
	};
	return (
		<Dialog
			title={t("discover.list.mini_app")}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" isDisabled={!file} isPending={busy} onPress={() => void run(publish)}>
					{t("discover.publish")}
				</Button>
			}
		>
			<div className={styles.form}>
				<p className={styles.intro}>{t("discover.publishIntro")}</p>
				<input
					ref={picker}
					type="file"
					accept=".xdc,application/webxdc+zip,application/zip"
					hidden
					data-testid="xdc"
					onChange={(event) => {
						setFile(event.target.files?.[0]);
						setProblem(undefined);
					}}
				/>
				<Button icon={FileArchive} onPress={() => picker.current?.click()}>
					{file ? file.name : t("discover.chooseFile")}
				</Button>
				{problem && (
					<p className={styles.problem} role="alert" lang="en">
						{problem}
					</p>
				)}
				{more ? (
					<>
						<Field
							label={t("discover.form.appId")}
							help={t("discover.form.appIdHelp")}
							value={said.app_id ?? ""}
							onChange={(app_id) => setSaid({ ...said, app_id })}
						/>
						<Field
							label={t("discover.fact.version")}
							placeholder="1.0"
							value={said.version ?? ""}
							onChange={(version) => setSaid({ ...said, version })}
						/>
						<CategoryChoice
							value={said.category ?? "tools"}
							onChoose={(category) => setSaid({ ...said, category })}
						/>
						<Field
							label={t("discover.form.description")}
							lines={3}
							value={said.description ?? ""}
							onChange={(description) => setSaid({ ...said, description })}
						/>
					</>
				) : (
					<Button kind="quiet" small onPress={() => setMore(true)}>
						{t("discover.publishMore")}
					</Button>
				)}
			</div>
		</Dialog>
	);
}
