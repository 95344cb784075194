// What authors say to decisions, for somebody to look at them once more.
import { Scale } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { ruleLabel } from "@/lib/videoRules";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import styles from "../Admin.module.css";
import { useCall, usePages } from "../api";
import { useFormat } from "../format";
import { List } from "../Shown";
import { Case } from "./Case";
import { appealOf, idOf, type Told, type VideoAppeal } from "./shapes";
import own from "./Videos.module.css";

type Answer = "uphold" | "refuse";

/** Those that wait. */
export function Appeals() {
	const t = useT();
	const client = useClient();
	const format = useFormat();
	const [answering, setAnswering] = useState<{ appeal: VideoAppeal; answer: Answer }>();
	const pages = usePages<Told>("video_appeals?limit=30", "appeals");
	const reasonOf = ({ reason }: VideoAppeal) => {
		const rule = ruleLabel(reason);
		return rule ? t(rule) : reason;
	};
	return (
		<>
			<List pages={pages} icon={Scale} empty={t("admin.noAppeals")}>
				{(told) => {
					const appeal = appealOf(told);
					return (
						<Case
							key={appeal.id}
							video={appeal.video}
							userId={appeal.author}
							acts={
								<>
									{" "}
									<Button small kind="primary" onPress={() => setAnswering({ appeal, answer: "uphold" })}>
										{t("admin.appealUphold")}
									</Button>
									<Button small onPress={() => setAnswering({ appeal, answer: "refuse" })}>
										{t("admin.appealRefuse")}
									</Button>
								</>
							}
						>
							<p className={styles.faint}>
								{t("admin.appealBy", {
									name: appeal.author ? nameOf(client, appeal.author) : "",
									when: format.moment(appeal.created),
									reason: reasonOf(appeal),
								})}
							</p>
							<p className={styles.reason} dir="auto">
								{appeal.text}
							</p>
						</Case>
					);
				}}
			</List>
			{answering && (
				<AnswerDialog
					{...answering}
					onClose={() => setAnswering(undefined)}
					onDone={() => {
						setAnswering(undefined);
						pages.change((items) => items.filter((one) => idOf(one) !== answering.appeal.id));
					}}
				/>
			)}
		</>
	);
}

interface AnswerDialogProps {
	appeal: VideoAppeal;
	answer: Answer;
	onClose: () => void;
	onDone: () => void;
}

function AnswerDialog({ appeal, answer, onClose, onDone }: AnswerDialogProps) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const [note, setNote] = useState("");
	const send = () =>
		call("PUT", `video_appeals/${encodeURIComponent(appeal.id)}`, {
			decision: answer,
			note: note.trim(),
		});
	const label = t(answer === "uphold" ? "admin.appealUphold" : "admin.appealRefuse");
	return (
		<Dialog
			title={label}
			isOpen
			onClose={onClose}
			actions={
				<Button
					kind="primary"
					isPending={busy}
					onPress={() => void run(send).then((done) => done && onDone())}
				>
					{label}
				</Button>
			}
		>
			<div className={own.form}>
				<p>{t(answer === "uphold" ? "admin.appealUpholdWords" : "admin.appealRefuseWords")}</p>
				<Field
					label={t("admin.note")}
					help={t("admin.noteHelp")}
					lines={2}
					value={note}
					onChange={setNote}
					maxLength={500}
				/>
			</div>
		</Dialog>
	);
}
