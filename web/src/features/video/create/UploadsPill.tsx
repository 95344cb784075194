// Over the player while something of mine is on its way: one line that leads to the whole list.
import { CircleAlert, CircleCheckBig, CloudUpload } from "lucide-react";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { personPath, videoPath } from "../paths";
import { useDesk, useDrafts, useProgress } from "./desk";
import { isUnderWay } from "./UploadDesk";
import styles from "./UploadsPill.module.css";

/** The one that matters most: a failure, then what runs, then what has just come up. */
export function UploadsPill() {
	const t = useT();
	const me = useClient().getSafeUserId();
	const desk = useDesk();
	const drafts = useDrafts();
	const draft =
		drafts.find(({ stage }) => stage === "failed") ??
		drafts.find(({ stage }) => isUnderWay(stage)) ??
		drafts.find(({ stage }) => stage === "ready");
	const progress = useProgress(draft?.id ?? "");
	if (!draft) return null;
	const { stage } = draft;
	const percent = Math.floor((progress?.part ?? 0) * 100);
	const Icon = stage === "failed" ? CircleAlert : stage === "ready" ? CircleCheckBig : CloudUpload;
	return (
		<Link
			to={stage === "ready" && draft.videoId ? videoPath(draft.videoId) : personPath(me)}
			className={styles.pill}
			data-stage={stage}
			role="status"
			// Whoever looks at it knows that it is up.
			onClick={() => stage === "ready" && void desk.discard(draft.id)}
		>
			<Icon size={18} strokeWidth={1.75} aria-hidden />
			{stage === "failed"
				? t("video.failed")
				: stage === "ready"
					? t("video.stage.ready")
					: stage === "processing"
						? t("video.stage.processing", { percent })
						: t(progress?.waits ? "video.stage.waiting" : "video.stage.uploading", { percent })}
		</Link>
	);
}
