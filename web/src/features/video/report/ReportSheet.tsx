// Tells the people who run the server that something is not to be here.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { type Rule, rules } from "@/lib/videoRules";
import type { Told } from "@/matrix/causeway";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { useVideoApi, type VideoApi } from "../api";
import styles from "./Report.module.css";

/** What is reported. */
export type Reported =
	| { kind: "video"; id: string }
	| { kind: "comment"; video: string; id: string }
	| { kind: "person"; userId: string; name: string };

interface ReportSheetProps {
	about: Reported;
	onClose: () => void;
	/** Over the player. */
	dark?: boolean;
}

/** A reason, and words where they help. */
export function ReportSheet({ about, onClose, dark }: ReportSheetProps) {
	const t = useT();
	const api = useVideoApi();
	const { busy, run } = useAction();
	const [reason, setReason] = useState<Rule | "">("");
	const [text, setText] = useState("");
	const send = () =>
		void run(() => report(api, about, { reason, text: text.trim() }), {
			M_UNRECOGNIZED: "video.olderServer",
		}).then((sent) => {
			if (!sent) return;
			toast(t("video.reported"));
			onClose();
		});
	const title =
		about.kind === "person"
			? t("video.reportPerson", { name: about.name })
			: t(about.kind === "video" ? "video.reportVideo" : "video.reportComment");
	return (
		<Dialog
			title={title}
			isOpen
			onClose={onClose}
			dark={dark ?? false}
			actions={
				<Button kind="primary" isPending={busy} isDisabled={reason === ""} onPress={send}>
					{t("video.reportSend")}
				</Button>
			}
		>
			<div className={styles.form}>
				<p className={styles.words}>{t("video.reportWords")}</p>
				<Choice<Rule | "">
					label={t("video.reportReason")}
					options={rules.map((rule) => ({ value: rule, label: t(`video.rule.${rule}`) }))}
					value={reason}
					onChange={setReason}
				/>
				{reason !== "" && (
					<Field label={t("video.reportText")} lines={2} value={text} onChange={setText} maxLength={500} />
				)}
			</div>
		</Dialog>
	);
}

function report(api: VideoApi, about: Reported, body: Told<"NewVideoReport">): Promise<unknown> {
	switch (about.kind) {
		case "video":
			return api.call("post", "videos/{id}/report", { path: { id: about.id }, body });
		case "comment": {
			const path = { id: about.video, comment: about.id };
			return api.call("post", "videos/{id}/comments/{comment}/report", { path, body });
		}
		case "person":
			return api.call("post", "users/{user_id}/report", { path: { user_id: about.userId }, body });
	}
}
