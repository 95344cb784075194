// What fills the disk.
import { HardDrive } from "lucide-react";
import { type MessageId, useT } from "@/lib/i18n";
import { visible } from "@/matrix/people";
import { Empty } from "@/ui/Empty";
import { Group, Row } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import styles from "./Admin.module.css";
import { type Storage, useAnswer } from "./api";
import { useFormat } from "./format";
import { Failed } from "./Shown";

const kinds: Record<string, MessageId> = {
	image: "admin.kind.image",
	video: "admin.kind.video",
	audio: "admin.kind.audio",
	other: "admin.kind.other",
	preview: "admin.kind.preview",
};

/** The tab. */
export function StoragePage() {
	const t = useT();
	const format = useFormat();
	const { answer, error, reload } = useAnswer<Storage>("storage");
	if (error && !answer) return <Failed error={error} onRetry={reload} />;
	if (!answer) return <SkeletonRows rows={5} label={t("admin.loading")} />;
	if (answer.kinds.length + answer.people.length === 0)
		return <Empty icon={HardDrive}>{t("admin.noStorage")}</Empty>;
	const all = answer.kinds.reduce((sum, one) => sum + one.bytes, 0);
	const files = (count: number, bytes: number) => `${format.bytes(bytes)} · ${t("admin.files", { count })}`;
	return (
		<>
			<Group title={t("admin.byKind")}>
				{answer.kinds.map(({ kind, files: count, bytes }) => {
					const known = kinds[kind];
					return (
						<Row
							key={kind}
							label={
								<>
									{known ? t(known) : kind}
									<meter className={styles.meter} min={0} max={all || 1} value={bytes} aria-hidden />
								</>
							}
							value={files(count, bytes)}
						/>
					);
				})}
			</Group>
			<Group title={t("admin.byPerson")} remark={t("admin.byPersonRemark")}>
				{answer.people.map((one) => (
					<Row
						key={one.user_id}
						label={visible(one.displayname) ?? one.user_id}
						detail={one.user_id}
						value={files(one.files, one.bytes)}
					/>
				))}
			</Group>
		</>
	);
}
