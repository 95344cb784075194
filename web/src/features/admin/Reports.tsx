// What people reported: the message in question, and what was done about it.
import { Flag } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { type MessageId, type Translate, useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import styles from "./Admin.module.css";
import { type Report, useCall, usePages } from "./api";
import { useFormat } from "./format";
import { List } from "./Shown";

/** The tab: those that wait, or all. */
export function Reports() {
	const t = useT();
	const [open, setOpen] = useState(true);
	const [resolving, setResolving] = useState<Report>();
	const pages = usePages<Report>(`reports?limit=50&open=${open}`, "reports");
	return (
		<>
			<div className={styles.top}>
				<div className={styles.switch}>
					<Button
						small
						kind={open ? "primary" : "secondary"}
						aria-pressed={open}
						onPress={() => setOpen(true)}
					>
						{t("admin.reportsOpen")}
					</Button>
					<Button
						small
						kind={open ? "secondary" : "primary"}
						aria-pressed={!open}
						onPress={() => setOpen(false)}
					>
						{t("admin.reportsDone")}
					</Button>
				</div>
			</div>
			<List pages={pages} icon={Flag} empty={t(open ? "admin.noReports" : "admin.noReportsDone")}>
				{(report) => <ReportCard key={report.id} report={report} onResolve={() => setResolving(report)} />}
			</List>
			{resolving && (
				<Resolve
					report={resolving}
					onClose={() => setResolving(undefined)}
					onDone={() => {
						setResolving(undefined);
						pages.change((items) => items.filter((one) => one.id !== resolving.id));
					}}
				/>
			)}
		</>
	);
}

function ReportCard({ report, onResolve }: { report: Report; onResolve: () => void }) {
	const t = useT();
	const client = useClient();
	const format = useFormat();
	const userId = report.event?.sender ?? report.user_id;
	return (
		<li className={styles.report}>
			<p className={styles.faint}>
				<strong>{t(`admin.reportOn.${report.kind}` as MessageId)}</strong>
				{" · "}
				{t("admin.reportedBy", {
					name: nameOf(client, report.reporter),
					when: format.moment(report.created_ts),
				})}
			</p>
			{report.reason && (
				<p className={styles.reason} dir="auto">
					{report.reason}
				</p>
			)}
			{report.event && (
				<blockquote className={styles.quote}>
					<strong dir="auto">{nameOf(client, report.event.sender)}</strong>
					<span dir="auto">{saidIn(report.event, t)}</span>
				</blockquote>
			)}
			{!report.event && report.kind === "event" && <p className={styles.faint}>{t("admin.notReadable")}</p>}
			<p className={styles.faint} dir="ltr">
				{[userId, report.room_id].filter(Boolean).join(" · ")}
			</p>
			<p className={styles.ways}>
				{userId && (
					<Link to={`/admin/people?search=${encodeURIComponent(userId)}`}>{t("admin.toAccount")}</Link>
				)}
				{report.room_id && (
					<Link to={`/admin/rooms?search=${encodeURIComponent(report.room_id)}`}>{t("admin.toRoom")}</Link>
				)}
			</p>
			{report.resolved_ts === null ? (
				<div>
					<Button small onPress={onResolve}>
						{t("admin.resolve")}
					</Button>
				</div>
			) : (
				<p className={styles.faint} dir="auto">
					{t("admin.resolvedBy", {
						name: report.resolved_by ? nameOf(client, report.resolved_by) : "",
						when: format.moment(report.resolved_ts),
					})}
					{report.note && ` ${report.note}`}
				</p>
			)}
		</li>
	);
}

function saidIn({ content, type }: NonNullable<Report["event"]>, t: Translate): string {
	if (typeof content.body === "string") return content.body.slice(0, 2000);
	return type === "m.room.encrypted" ? t("admin.encryptedWords") : t("admin.noWords", { type });
}

interface ResolveProps {
	report: Report;
	onClose: () => void;
	onDone: () => void;
}

function Resolve({ report, onClose, onDone }: ResolveProps) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const [note, setNote] = useState("");
	const resolve = () =>
		call("POST", `reports/${report.id}/resolve`, note.trim() ? { note: note.trim() } : {});
	return (
		<Dialog
			title={t("admin.resolve")}
			isOpen
			onClose={onClose}
			actions={
				<Button
					kind="primary"
					isPending={busy}
					onPress={() => void run(resolve).then((worked) => worked && onDone())}
				>
					{t("admin.resolve")}
				</Button>
			}
		>
			<Field label={t("admin.note")} help={t("admin.noteHelp")} lines={3} value={note} onChange={setNote} />
		</Dialog>
	);
}
