// Tells the people who run the server about a message. An encrypted one they cannot read: its words go along only if
// who reports it wants that.
import { type MatrixEvent, Method } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Group, SwitchRow } from "@/ui/List";
import { toast } from "@/ui/Toast";
import { excerptOf } from "../list/excerpt";

/** Both together fit what servers take for a reason, some 4000 bytes, in every script. */
const reasonMax = 500;
const quoteMax = 700;

/** `POST /rooms/{roomId}/report/{eventId}` (spec: reporting content). */
export function ReportSheet({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [reason, setReason] = useState("");
	const [withWords, setWithWords] = useState(true);
	const hidden = event.isEncrypted() && !event.isDecryptionFailure();
	const send = async () => {
		const path = `/rooms/${encodeURIComponent(event.getRoomId() ?? "")}/report/${encodeURIComponent(event.getId() ?? "")}`;
		const { body: words } = event.getContent();
		const said = typeof words === "string" && words ? words : excerptOf(event, t);
		const quote = hidden && withWords ? `\n\n“${[...said].slice(0, quoteMax).join("")}”` : "";
		const body = { reason: `${reason.trim()}${quote}` };
		if (!(await run(() => client.http.authedRequest(Method.Post, path, undefined, body)))) return;
		toast(t("chat.report.done"));
		onClose();
	};
	return (
		<Dialog
			title={t("chat.report.title")}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" isPending={busy} isDisabled={!reason.trim()} onPress={() => void send()}>
					{t("chat.report.send")}
				</Button>
			}
		>
			<Field
				label={t("chat.report.reason")}
				help={t("chat.report.help")}
				lines={3}
				maxLength={reasonMax}
				value={reason}
				onChange={setReason}
				autoFocus
			/>
			{hidden && (
				<Group>
					<SwitchRow
						label={t("chat.report.words")}
						detail={t("chat.report.wordsWhy")}
						isSelected={withWords}
						onChange={setWithWords}
					/>
				</Group>
			)}
		</Dialog>
	);
}
