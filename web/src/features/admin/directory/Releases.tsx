// Versions of mini-apps, those that wait for a look and those that had it: what they say of themselves, the file, the verdict.
import { PackageCheck } from "lucide-react";
import { useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";
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
import { useArchive } from "./useArchive";

type Release = Told<"ReleaseToReview">;

/** Those that wait, oldest first; or those that were decided, newest first. */
export function Releases({ open }: { open: boolean }) {
	const t = useT();
	const [judging, setJudging] = useState<Release>();
	const pages = usePages<Release>(
		`directory/releases?limit=30&state=${open ? "open" : "decided"}`,
		"releases",
	);
	return (
		<>
			<List
				pages={pages}
				icon={PackageCheck}
				empty={t(open ? "admin.directory.noReleases" : "admin.directory.noneDecided")}
			>
				{(release) => (
					<ReleaseCard
						key={`${release.app_id} ${release.version}`}
						release={release}
						onJudge={() => setJudging(release)}
					/>
				)}
			</List>
			{judging && (
				<Judge
					release={judging}
					onClose={() => setJudging(undefined)}
					onDone={() => {
						setJudging(undefined);
						pages.reload();
					}}
				/>
			)}
		</>
	);
}

function ReleaseCard({ release, onJudge }: { release: Release; onJudge: () => void }) {
	const t = useT();
	const client = useClient();
	const format = useFormat();
	const archive = useArchive();
	return (
		<li className={styles.report}>
			<p>
				<strong dir="auto">{release.name}</strong> <span dir="ltr">{release.version}</span>
				{release.state === "waits" &&
					release.replaces &&
					` · ${t("admin.directory.replaces", { version: release.replaces })}`}
			</p>
			<p className={styles.faint}>
				{t("admin.directory.by", {
					name: release.publisher ? nameOf(client, release.publisher) : "",
					when: format.moment(release.submitted_ts),
				})}
				{" · "}
				{format.bytes(release.size)}
			</p>
			{release.description && (
				<p className={styles.reason} dir="auto">
					{release.description}
				</p>
			)}
			{(release.source_code_url || release.permissions.length > 0) && (
				<p className={styles.faint} dir="ltr">
					{[release.source_code_url, ...release.permissions].filter(Boolean).join(" · ")}
				</p>
			)}
			<p className={styles.faint} dir="ltr">
				SHA-256 {release.sha256}
			</p>
			{release.decided_ts && (
				<p className={styles.faint}>
					<strong>{t(`admin.directory.state.${release.state}` as MessageId)}</strong>
					{" · "}
					{format.moment(release.decided_ts)}
					{release.note && (
						<>
							{" · "}
							<span dir="auto">{release.note}</span>
						</>
					)}
				</p>
			)}
			<p className={styles.ways}>
				<Button small kind={release.state === "waits" ? "primary" : "secondary"} onPress={onJudge}>
					{t(actOn(release))}
				</Button>
				<Button
					small
					isPending={archive.busy}
					onPress={() => archive.save(release.url, `${release.app_id}-${release.version}.xdc`)}
				>
					{t("admin.directory.file")}
				</Button>
			</p>
		</li>
	);
}

function actOn({ state }: Release): MessageId {
	if (state === "waits") return "admin.directory.judge";
	return state === "reviewed" ? "admin.directory.withdraw" : "admin.directory.offer";
}

type Verdict = "reviewed" | "refused" | "withdrawn";

/** What can be said of it now. */
const verdicts = {
	waits: ["refused", "reviewed"],
	reviewed: ["withdrawn"],
	refused: ["reviewed"],
	withdrawn: ["reviewed"],
} as const satisfies Record<string, readonly Verdict[]>;

const words = {
	reviewed: "admin.directory.accept",
	refused: "admin.directory.refuse",
	withdrawn: "admin.directory.withdraw",
} as const satisfies Record<Verdict, MessageId>;

interface JudgeProps {
	release: Release;
	onClose: () => void;
	onDone: () => void;
}

function Judge({ release, onClose, onDone }: JudgeProps) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const [note, setNote] = useState("");
	const judge = (verdict: Verdict) =>
		void run(async () => {
			const path = `directory/releases/${encodeURIComponent(release.app_id)}/${encodeURIComponent(release.version)}`;
			await call("PUT", path, { verdict, ...(note.trim() ? { note: note.trim() } : {}) });
			onDone();
		});
	return (
		<Dialog
			title={`${release.name} ${release.version}`}
			isOpen
			onClose={onClose}
			actions={verdicts[release.state as keyof typeof verdicts].map((verdict) => (
				<Button
					key={verdict}
					kind={verdict === "reviewed" ? "primary" : "danger"}
					isPending={busy}
					onPress={() => judge(verdict)}
				>
					{t(words[verdict])}
				</Button>
			))}
		>
			{release.state === "reviewed" && <p className={styles.intro}>{t("admin.directory.withdrawWords")}</p>}
			<Field
				label={t("admin.note")}
				help={t("admin.directory.noteHelp")}
				lines={3}
				value={note}
				onChange={setNote}
				maxLength={2000}
			/>
		</Dialog>
	);
}
