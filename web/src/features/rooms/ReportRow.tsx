// Tells the people who run the server about a group.
import { Flag } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Row } from "@/ui/List";
import { toast } from "@/ui/Toast";

/** `POST /rooms/{roomId}/report` (spec: reporting rooms). */
export function ReportRow({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [open, setOpen] = useState(false);
	const [reason, setReason] = useState("");
	const send = async () => {
		if (!(await run(() => client.reportRoom(room.roomId, reason.trim())))) return;
		toast(t("rooms.reported"));
		setReason("");
		setOpen(false);
	};
	return (
		<>
			<Row icon={Flag} label={t("rooms.report")} danger onPress={() => setOpen(true)} />
			<Dialog
				title={t("rooms.report")}
				isOpen={open}
				onClose={() => setOpen(false)}
				actions={
					<Button kind="primary" isPending={busy} isDisabled={!reason.trim()} onPress={() => void send()}>
						{t("rooms.reportSend")}
					</Button>
				}
			>
				<Field
					label={t("rooms.reportReason")}
					help={t("rooms.reportHelp")}
					lines={3}
					value={reason}
					onChange={setReason}
					maxLength={500}
					autoFocus
				/>
			</Dialog>
		</>
	);
}
