// How the server is: what was looked at, and its numbers.
import { CircleCheck, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { type MessageId, useLanguage, useT } from "@/lib/i18n";
import { Group, Row } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { SkeletonRows } from "@/ui/Skeleton";
import styles from "./Admin.module.css";
import { type Finding, type Overview, useAnswer } from "./api";
import { useFormat } from "./format";
import { Failed } from "./Shown";

/** The first tab. */
export function OverviewPage() {
	const t = useT();
	const { answer, error, reload } = useAnswer<Overview>("overview");
	if (error && !answer) return <Failed error={error} onRetry={reload} />;
	if (!answer) return <SkeletonRows rows={5} label={t("admin.loading")} />;
	return <Numbers overview={answer} />;
}

function Numbers({ overview }: { overview: Overview }) {
	const t = useT();
	const format = useFormat();
	const uptime = useUptime(overview.uptime_seconds);
	const tiles: { label: MessageId; value: string; to?: string }[] = [
		{ label: "admin.people", value: format.number(overview.people), to: "people" },
		{ label: "admin.activeToday", value: format.number(overview.active_today) },
		{ label: "admin.rooms", value: format.number(overview.rooms), to: "rooms" },
		{ label: "admin.events", value: format.number(overview.events) },
		{ label: "admin.media", value: format.bytes(overview.media_bytes), to: "storage" },
		{ label: "admin.openReports", value: format.number(overview.open_reports), to: "reports" },
	];
	return (
		<>
			{overview.open_reports > 0 && (
				<Notice kind="warning" action={<Link to="/admin/reports">{t("admin.look")}</Link>}>
					{t("admin.reportsWait", { count: overview.open_reports })}
				</Notice>
			)}
			<div className={styles.tiles}>
				{tiles.map(({ label, value, to }) => {
					const inside = (
						<>
							<strong>{value}</strong>
							<span>{t(label)}</span>
						</>
					);
					return to ? (
						<Link key={label} to={`/admin/${to}`} className={styles.tile}>
							{inside}
						</Link>
					) : (
						<div key={label} className={styles.tile}>
							{inside}
						</div>
					);
				})}
			</div>
			<Health overview={overview} />
			<Group title={t("admin.server")}>
				<Row label={t("admin.name")} value={overview.server_name} />
				<Row label={t("admin.version")} value={`Causeway ${overview.version}`} />
				<Row label={t("admin.uptime")} value={uptime} />
				<Row
					label={t("admin.database")}
					value={
						overview.database_bytes === null
							? overview.database
							: `${overview.database}, ${format.bytes(overview.database_bytes)}`
					}
				/>
				{overview.disk_free_bytes !== null && (
					<Row label={t("admin.diskFree")} value={format.bytes(overview.disk_free_bytes)} />
				)}
			</Group>
		</>
	);
}

/** What was found, in the reader's language; what a newer server looks at as well is told in its own words. */
function useDetail(): (finding: Finding, overview: Overview) => string {
	const t = useT();
	const format = useFormat();
	return ({ name, ok, detail, numbers }, { public_url }) => {
		const { ms = 0, bytes, waiting = 0, given_up = 0 } = numbers;
		if (name === "address") return t("admin.health.addressIs", { url: public_url });
		if (name === "database") return t("admin.health.databaseIs", { ms });
		if (name === "disk" && bytes !== undefined)
			return t("admin.health.diskIs", { size: format.bytes(bytes) });
		if (name === "jobs") return t("admin.health.jobsAre", { waiting, given_up });
		if (name === "media") return t(ok ? "admin.health.mediaIs" : "admin.health.mediaIsNot");
		if (name === "push") return t("admin.health.pushIs", { waiting });
		return detail;
	};
}

const findings: Record<string, MessageId> = {
	address: "admin.health.address",
	database: "admin.health.database",
	disk: "admin.health.disk",
	jobs: "admin.health.jobs",
	media: "admin.health.media",
	push: "admin.health.push",
};

function Health({ overview }: { overview: Overview }) {
	const t = useT();
	const detailOf = useDetail();
	return (
		<Group title={t("admin.health")}>
			{overview.health.map((finding) => {
				const { name, ok } = finding;
				const known = findings[name];
				return (
					<Row
						key={name}
						label={known ? t(known) : name}
						detail={detailOf(finding, overview)}
						before={
							ok ? (
								<CircleCheck
									size={21}
									strokeWidth={1.75}
									className={styles.good}
									aria-label={t("admin.ok")}
								/>
							) : (
								<TriangleAlert
									size={21}
									strokeWidth={1.75}
									className={styles.bad}
									aria-label={t("admin.notOk")}
								/>
							)
						}
					/>
				);
			})}
		</Group>
	);
}

function useUptime(seconds: number): string {
	const language = useLanguage();
	const [amount, unit] =
		seconds >= 86_400 * 2
			? [Math.floor(seconds / 86_400), "day" as const]
			: seconds >= 7200
				? [Math.floor(seconds / 3600), "hour" as const]
				: [Math.max(1, Math.floor(seconds / 60)), "minute" as const];
	return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(amount);
}
