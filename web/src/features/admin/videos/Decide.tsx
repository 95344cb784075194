// Decides about something that was reported: it stays, with a mark or without, or it goes, with a reason for its author.
import { useId, useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { type Rule, rules } from "@/lib/videoRules";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { useCall } from "../api";
import { type Decision, decisions, type VideoReport } from "./shapes";
import own from "./Videos.module.css";

interface DecideProps {
	report: VideoReport;
	onClose: () => void;
	onDone: () => void;
}

/** A dialog. */
export function Decide({ report, onClose, onDone }: DecideProps) {
	const t = useT();
	const call = useCall();
	const reasonId = useId();
	const { busy, run } = useAction();
	// Of a person, the server only keeps that it was dealt with; their account is dealt with on the page of accounts.
	const person = report.kind === "person";
	const [decision, setDecision] = useState<Decision | "">(person ? "keep" : "");
	const [reason, setReason] = useState<Rule>(rules.find((one) => one === report.reason) ?? "other");
	const [note, setNote] = useState("");
	// Marks are for videos: a comment stays or goes.
	const possible = report.kind === "video" ? decisions : (["keep", "remove"] as const);
	const decide = () =>
		call("PUT", `video_reports/${encodeURIComponent(report.id)}`, { decision, reason, note: note.trim() });
	return (
		<Dialog
			title={t(person ? "admin.resolve" : "admin.decideTitle")}
			isOpen
			onClose={onClose}
			actions={
				<Button
					kind={decision === "remove" ? "danger" : "primary"}
					isPending={busy}
					isDisabled={decision === ""}
					onPress={() => void run(decide).then((done) => done && onDone())}
				>
					{t(person ? "admin.resolve" : "admin.decide")}
				</Button>
			}
		>
			<div className={own.form}>
				{person ? (
					<p>{t("admin.decidePerson")}</p>
				) : (
					<Choice<Decision | "">
						label={t("admin.decideTitle")}
						options={possible.map((value) => ({
							value,
							label: t(`admin.decision.${value}` as MessageId),
							...(report.kind === "video" && {
								detail: t(`admin.decisionWords.${value}` as MessageId),
							}),
						}))}
						value={decision}
						onChange={setDecision}
					/>
				)}
				{decision !== "" && decision !== "keep" && (
					<div>
						<label htmlFor={reasonId} className={own.legend}>
							{t("admin.decideReason")}
						</label>
						<select
							id={reasonId}
							className={own.select}
							value={reason}
							onChange={(event) => setReason(event.target.value as Rule)}
						>
							{rules.map((rule) => (
								<option key={rule} value={rule}>
									{t(`video.rule.${rule}` as MessageId)}
								</option>
							))}
						</select>
					</div>
				)}
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
