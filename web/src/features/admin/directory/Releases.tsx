// Versions of mini-apps that wait for a look: what they say of themselves, the file, and the verdict.
import { PackageCheck } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
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

/** Oldest first. */
export function Releases() {
	const t = useT();
	const [judging, setJudging] = useState<Release>();
	const pages = usePages<Release>("directory/releases?limit=30", "releases");
	return (
		<>
			<List pages={pages} icon={PackageCheck} empty={t("admin.directory.noReleases")}>
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
				{release.replaces && ` · ${t("admin.directory.replaces", { version: release.replaces })}`}
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
			<p className={styles.faint} dir="ltr">
				{[release.source_code_url, ...release.permissions].filter(Boolean).join(" · ")}
			</p>
			<p className={styles.faint} dir="ltr">
				SHA-256 {release.sha256}
			</p>
			<p className={styles.ways}>
				<Button small kind="primary" onPress={onJudge}>
					{t("admin.directory.judge")}
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
	const judge = (verdict: "reviewed" | "refused") =>
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
			actions={
				<>
					<Button kind="danger" isPending={busy} onPress={() => judge("refused")}>
						{t("admin.directory.refuse")}
					</Button>
					<Button kind="primary" isPending={busy} onPress={() => judge("reviewed")}>
						{t("admin.directory.accept")}
					</Button>
				</>
			}
		>
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
