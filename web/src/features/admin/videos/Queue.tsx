// What people reported, and what was decided about it.
import { Flag } from "lucide-react";
import { useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { ruleLabel } from "@/lib/videoRules";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import styles from "../Admin.module.css";
import { usePages } from "../api";
import { useFormat } from "../format";
import { List } from "../Shown";
import { Case } from "./Case";
import { Decide } from "./Decide";
import { decisions, reportOf, type Told, type VideoReport } from "./shapes";

/** `open`: those that wait. */
export function Queue({ open }: { open: boolean }) {
	const t = useT();
	const [deciding, setDeciding] = useState<VideoReport>();
	const pages = usePages<Told>(`video_reports?limit=30&state=${open ? "open" : "decided"}`, "reports");
	return (
		<>
			<List pages={pages} icon={Flag} empty={t(open ? "admin.noReports" : "admin.noReportsDone")}>
				{(told) => {
					const report = reportOf(told);
					return <Report key={report.id} report={report} onDecide={() => setDeciding(report)} />;
				}}
			</List>
			{deciding && (
				<Decide
					report={deciding}
					onClose={() => setDeciding(undefined)}
					onDone={() => {
						setDeciding(undefined);
						// The others who reported the same have their answer too.
						pages.reload();
					}}
				/>
			)}
		</>
	);
}

function Report({ report, onDecide }: { report: VideoReport; onDecide: () => void }) {
	const t = useT();
	const client = useClient();
	const format = useFormat();
	const rule = ruleLabel(report.reason);
	const { decided } = report;
	const known = decisions.find((one) => one === decided?.what);
	return (
		<Case
			video={report.video}
			userId={report.userId}
			comment={report.comment}
			acts={
				!decided && (
					<Button small kind="primary" onPress={onDecide}>
						{t("admin.decide")}
					</Button>
				)
			}
		>
			<p className={styles.line}>
				<strong className={styles.name}>{rule ? t(rule) : report.reason}</strong>
				<span className={styles.faint}>{t(`admin.videos.${report.kind}` as MessageId)}</span>
			</p>
			<p className={styles.faint}>
				{t("admin.reportedBy", {
					name: report.reporter ? nameOf(client, report.reporter) : "",
					when: format.moment(report.created),
				})}
			</p>
			{report.text && (
				<p className={styles.reason} dir="auto">
					{report.text}
				</p>
			)}
			{decided && (
				<p className={styles.faint} dir="auto">
					<strong>{known ? t(`admin.decision.${known}` as MessageId) : decided.what}</strong>
					{" · "}
					{t("admin.resolvedBy", {
						name: decided.by ? nameOf(client, decided.by) : "",
						when: format.moment(decided.at),
					})}
					{decided.note && ` ${decided.note}`}
				</p>
			)}
		</Case>
	);
}
