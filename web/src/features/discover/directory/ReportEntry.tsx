// Tells the host that something is wrong with an entry.
import { useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { call } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { type Entry, idOf } from "./entry";

const reasons = ["impersonation", "malicious", "spam", "illegal", "other"] as const;

/** Asks why, and sends it. */
export function ReportEntry({ entry, onClose }: { entry: Entry; onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [reason, setReason] = useState<(typeof reasons)[number]>("impersonation");
	const [text, setText] = useState("");
	const send = async () => {
		await call(client.getAccessToken(), "post", "directory/entries/{id}/report", {
			path: { id: idOf(entry) },
			body: { reason, text },
		});
		onClose();
		toast(t("discover.reported"));
	};
	return (
		<Dialog
			title={t("discover.reportTitle", { name: entry.name })}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" isPending={busy} onPress={() => void run(send)}>
					{t("discover.reportSend")}
				</Button>
			}
		>
			<Choice
				label={t("discover.reportWhy")}
				options={reasons.map((value) => ({ value, label: t(`discover.reason.${value}` as MessageId) }))}
				value={reason}
				onChange={setReason}
			/>
			<Field label={t("discover.reportText")} lines={3} value={text} onChange={setText} maxLength={2000} />
		</Dialog>
	);
}
