// Videos on their way, each with its stage in plain words: nobody has to guess what became of it.
import { Film, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { ago } from "@/lib/ago";
import { type Translate, useLanguage, useT } from "@/lib/i18n";
import { timeWords } from "@/lib/lengths";
import { useBlobUrl } from "@/lib/useBlobUrl";
import { Button, IconButton } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { createPath, videoPath } from "../paths";
import { useDesk, useDrafts, useProgress } from "./desk";
import type { Draft } from "./drafts";
import { reasonWords } from "./reasons";
import type { Progress } from "./UploadDesk";
import styles from "./UploadList.module.css";

/** `drafts`: also those that were not posted. Nothing where there are none. */
export function UploadList({ drafts = false }: { drafts?: boolean }) {
	const t = useT();
	const shown = useDrafts().filter(({ stage }) => drafts || stage !== "draft");
	if (shown.length === 0) return null;
	return (
		<section className={styles.list} aria-label={t("video.underWay")}>
			{drafts && <h2 className={styles.title}>{t("video.underWay")}</h2>}
			{shown.map((draft) => (
				<Row key={draft.id} draft={draft} />
			))}
		</section>
	);
}

function Row({ draft }: { draft: Draft }) {
	const t = useT();
	const desk = useDesk();
	const language = useLanguage();
	const progress = useProgress(draft.id);
	const cover = useBlobUrl(draft.cover);
	const [asks, setAsks] = useState(false);
	const { stage, caption, videoId } = draft;
	const running = stage === "uploading" || stage === "posting" || stage === "processing";
	const to =
		stage === "draft" ? createPath(draft.id) : stage === "ready" && videoId ? videoPath(videoId) : null;
	const title = caption || t("video.untitled");
	return (
		<div className={styles.row} data-stage={stage}>
			<span className={styles.cover}>
				{cover ? <img src={cover} alt="" /> : <Film size={22} strokeWidth={1.5} aria-hidden />}
			</span>
			<div className={styles.words}>
				{to ? (
					<Link to={to} className={styles.name} dir="auto">
						{title}
					</Link>
				) : (
					<span className={styles.name} dir="auto">
						{title}
					</span>
				)}
				<span className={styles.stage} role="status" data-failed={stage === "failed" || undefined}>
					{stageWords(draft, progress, t, language)}
				</span>
				{running && <Bar part={stage === "posting" ? 1 : (progress?.part ?? 0)} label={title} />}
				{stage === "failed" && (
					<span className={styles.retry}>
						<Button small icon={RotateCw} onPress={() => desk.retry(draft.id)}>
							{t("ui.retry")}
						</Button>
					</span>
				)}
			</div>
			<IconButton
				icon={Trash2}
				label={t(stage === "ready" ? "video.forgetRow" : "video.discard")}
				size={19}
				onPress={() => (stage === "ready" ? void desk.discard(draft.id) : setAsks(true))}
			/>
			<Confirm
				title={t("video.discardTitle")}
				confirm={t("video.discard")}
				danger
				isOpen={asks}
				onClose={() => setAsks(false)}
				onConfirm={() => void desk.discard(draft.id)}
			>
				{t("video.discardWords")}
			</Confirm>
		</div>
	);
}

function Bar({ part, label }: { part: number; label: string }) {
	return (
		<progress className={styles.bar} value={part} max={1} aria-label={label}>
			{Math.round(part * 100)}
		</progress>
	);
}

const whenWords = (at: number, language: string): string =>
	new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(at);

/** "Uploading 43 %, 2 min left". */
function stageWords(draft: Draft, progress: Progress | undefined, t: Translate, language: string): string {
	const percent = Math.floor((progress?.part ?? 0) * 100);
	switch (draft.stage) {
		case "draft":
			return t("video.stage.draft", { when: ago(draft.created, language) });
		case "uploading":
			if (progress?.waits) return t("video.stage.waiting", { percent });
			return progress?.left
				? t("video.stage.uploadingLeft", { percent, time: timeWords(progress.left, language) })
				: t("video.stage.uploading", { percent });
		case "posting":
			return t("video.stage.posting");
		case "processing":
			if (progress?.phase === "queued") return t("video.stage.queued");
			if (progress?.phase === "checking") return t("video.stage.checking");
			return progress?.left
				? t("video.stage.processingLeft", { percent, time: timeWords(progress.left, language) })
				: t("video.stage.processing", { percent });
		case "ready":
			return draft.publishAt !== null && draft.publishAt > Date.now()
				? t("video.stage.scheduled", { when: whenWords(draft.publishAt, language) })
				: t("video.stage.ready");
		case "failed":
			return reasonWords(draft.reason, t);
	}
}
