// Tells the people who run the server about somebody.
import { Method } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";

interface ReportDialogProps {
	userId: string;
	name: string;
	isOpen: boolean;
	onClose: () => void;
}

/** `POST /users/{userId}/report` (spec: reporting users). */
export function ReportDialog({ userId, name, isOpen, onClose }: ReportDialogProps) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [reason, setReason] = useState("");
	const send = async () => {
		const path = `/users/${encodeURIComponent(userId)}/report`;
		if (!(await run(() => client.http.authedRequest(Method.Post, path, undefined, { reason })))) return;
		toast(t("contacts.reported"));
		setReason("");
		onClose();
	};
	return (
		<Dialog
			title={t("contacts.reportTitle", { name })}
			isOpen={isOpen}
			onClose={onClose}
			actions={
				<Button kind="primary" isPending={busy} isDisabled={!reason.trim()} onPress={() => void send()}>
					{t("contacts.reportSend")}
				</Button>
			}
		>
			<Field
				label={t("contacts.reportReason")}
				help={t("contacts.reportHelp")}
				lines={3}
				value={reason}
				onChange={setReason}
				autoFocus
			/>
		</Dialog>
	);
}
