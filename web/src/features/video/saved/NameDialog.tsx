// Asks for the name of a collection.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import styles from "./NameDialog.module.css";

interface NameDialogProps {
	title: string;
	/** What it is called now. */
	name?: string;
	onClose: () => void;
	/** Closes when it has worked. */
	onName: (name: string) => Promise<void>;
	dark?: boolean;
}

/** Enter says yes. */
export function NameDialog({ title, name = "", onClose, onName, dark }: NameDialogProps) {
	const t = useT();
	const { busy, run } = useAction();
	const [typed, setTyped] = useState(name);
	const wanted = typed.trim();
	const submit = () => {
		if (wanted) void run(() => onName(wanted)).then((worked) => worked && onClose());
	};
	return (
		<Dialog title={title} isOpen onClose={onClose} dark={dark ?? false}>
			<Form
				className={styles.form}
				onSubmit={(event) => {
					event.preventDefault();
					submit();
				}}
			>
				<Field label={t("video.collectionName")} value={typed} onChange={setTyped} maxLength={60} autoFocus />
				<Button kind="primary" type="submit" wide isPending={busy} isDisabled={!wanted}>
					{t("video.collectionKeep")}
				</Button>
			</Form>
		</Dialog>
	);
}
