// What people reported of the directory: keep it, or take it away.
import { Flag } from "lucide-react";
import { type MessageId, useT } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import styles from "../Admin.module.css";
import { useCall, usePages } from "../api";
import { useFormat } from "../format";
import { List } from "../Shown";

type DirectoryReport = Told<"DirectoryReport">;

const known = ["impersonation", "malicious", "spam", "illegal", "other"];

/** Those that wait, oldest first. */
export function DirectoryReports() {
	const t = useT();
	const pages = usePages<DirectoryReport>("directory/reports?limit=30", "reports");
	return (
		<List pages={pages} icon={Flag} empty={t("admin.noReports")}>
			{(report) => <Report key={report.id} report={report} onDecided={pages.reload} />}
		</List>
	);
}

function Report({ report, onDecided }: { report: DirectoryReport; onDecided: () => void }) {
	const t = useT();
	const client = useClient();
	const call = useCall();
	const format = useFormat();
	const { busy, run } = useAction();
	const decide = (decision: "keep" | "remove") =>
		void run(async () => {
			await call("PUT", `directory/reports/${report.id}`, { decision });
			onDecided();
		});
	return (
		<li className={styles.report}>
			<p>
				<strong dir="auto">{report.entry.name}</strong>{" "}
				<span className={styles.faint} dir="ltr">
					{[report.entry.user_id, report.entry.site].filter(Boolean).join(" · ")}
				</span>
			</p>
			<p className={styles.faint}>
				{known.includes(report.reason)
					? t(`admin.directory.reason.${report.reason}` as MessageId)
					: report.reason}
				{" · "}
				{t("admin.reportedBy", {
					name: nameOf(client, report.reporter),
					when: format.moment(report.created_ts),
				})}
			</p>
			{report.text && (
				<p className={styles.reason} dir="auto">
					{report.text}
				</p>
			)}
			<p className={styles.ways}>
				<Button small kind="danger" isPending={busy} onPress={() => decide("remove")}>
					{t("admin.directory.takeAway")}
				</Button>
				<Button small isPending={busy} onPress={() => decide("keep")}>
					{t("admin.directory.keep")}
				</Button>
			</p>
		</li>
	);
}
