// Asks before somebody goes from my contacts, and our chat with them.
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { removeContact } from "@/matrix/contacts";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Confirm } from "@/ui/Dialog";

interface RemoveDialogProps {
	userId: string;
	name: string;
	isOpen: boolean;
	onClose: () => void;
}

/** Leads back to the list. */
export function RemoveDialog({ userId, name, isOpen, onClose }: RemoveDialogProps) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const remove = async () => {
		if (!(await run(() => removeContact(client, userId)))) return;
		onClose();
		void go("/contacts");
	};
	return (
		<Confirm
			title={t("contacts.removeTitle", { name })}
			confirm={t("contacts.remove")}
			danger
			pending={busy}
			isOpen={isOpen}
			onConfirm={() => void remove()}
			onClose={onClose}
		>
			<p>{t("contacts.removeWords")}</p>
		</Confirm>
	);
}
