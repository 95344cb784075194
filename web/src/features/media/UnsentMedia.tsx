// A picture, film, sound or file on its way: seen from this device, with how much of it has gone.
import { Mic } from "lucide-react";
import { type CSSProperties, useMemo } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { clock, timeWords } from "@/lib/lengths";
import { sizeWords } from "@/lib/size";
import { useBlobUrl } from "@/lib/useBlobUrl";
import { useMedia } from "@/matrix/media";
import type { OutboxEntry } from "@/matrix/outbox";
import { useRoom } from "@/matrix/react";
import { useOutbox } from "@/matrix/useOutbox";
import { attachedOf, boxOf } from "./content";
import { FileCard } from "./file/FileBody";
import { ProgressRing } from "./ProgressRing";
import { Caption } from "./picture/Caption";
import { pictureMost } from "./picture/most";
import picture from "./picture/Picture.module.css";
import body from "./picture/PictureBody.module.css";
import { secondsLeft } from "./secondsLeft";
import styles from "./UnsentMedia.module.css";

/** In the shape of the message that it becomes. */
export function UnsentMedia({ entry }: { entry: OutboxEntry }) {
	const t = useT();
	const attached = useMemo(() => attachedOf(entry.type, entry.content), [entry.type, entry.content]);
	const pictured = attached.kind === "image" || attached.kind === "video" || attached.kind === "sticker";
	const room = useRoom(entry.roomId);
	const facts = useFacts(entry);
	return (
		<div>
			{pictured ? (
				<UnsentPicture entry={entry} />
			) : attached.kind === "voice" ? (
				<div className={styles.voice}>
					<Mic size={20} aria-hidden /> {clock(attached.seconds ?? 0)}
					<Progress entry={entry} />
				</div>
			) : (
				<FileCard attached={attached} detail={facts}>
					<Progress entry={entry} />
				</FileCard>
			)}
			{room && <Caption content={entry.content} text={attached.caption} room={room} />}
			{entry.state === "failed" && entry.error === "M_TOO_LARGE" && (
				<p className={styles.failed}>{t("media.tooLargeForServer")}</p>
			)}
		</div>
	);
}

function UnsentPicture({ entry }: { entry: OutboxEntry }) {
	const attached = useMemo(() => attachedOf(entry.type, entry.content), [entry.type, entry.content]);
	const box = boxOf(attached, attached.kind === "sticker" ? { width: 160, height: 160 } : pictureMost);
	const local = useBlobUrl(entry.thumbnail ?? (attached.kind === "video" ? undefined : entry.file));
	// Uploaded already: its bytes are remembered under the address that they got.
	const uploaded = useMedia(entry.file ? null : attached.thumbnail);
	const url = local ?? (uploaded && "url" in uploaded ? uploaded.url : null);
	const facts = useFacts(entry);
	return (
		<div className={attached.kind === "sticker" ? undefined : body.frame}>
			<div
				className={picture.box}
				style={{ "--w": `${box.width}px`, "--ratio": box.width / box.height } as CSSProperties}
			>
				{url && <img src={url} alt="" className={picture.picture} draggable={false} />}
				<span className={styles.over}>
					<Progress entry={entry} over />
				</span>
				{facts && <span className={styles.facts}>{facts}</span>}
			</div>
		</div>
	);
}

/** Of smaller files, it would only flash. */
const worthTelling = 1_000_000;

/** "42% · 12 MB of 29 MB · 1 min left"; `null` where there is nothing to wait for. */
function useFacts(entry: OutboxEntry): string | null {
	const t = useT();
	const language = useLanguage();
	const { file, state, progress: part, uploadSince } = entry;
	if (!file || file.size < worthTelling || state === "failed") return null;
	if (state === "waiting") return t("media.upload.waiting");
	if (part === undefined || uploadSince === undefined) return t("media.upload.preparing");
	const [sent, total] = [sizeWords(part * file.size, language), sizeWords(file.size, language)];
	const left = secondsLeft(part, Date.now() - uploadSince);
	return [
		new Intl.NumberFormat(language, { style: "percent" }).format(part),
		t("media.sizes", { sent, total }),
		left !== null && t("media.upload.left", { time: timeWords(left, language) }),
	]
		.filter(Boolean)
		.join(" · ");
}

/** Waits at nothing, goes round while it uploads, and stops it when pressed. */
function Progress({ entry, over }: { entry: OutboxEntry; over?: boolean }) {
	const t = useT();
	const outbox = useOutbox();
	if (!entry.file || entry.state === "failed") return null;
	return (
		<ProgressRing
			part={entry.progress ?? 0}
			label={t("media.uploading")}
			over={over}
			stopLabel={t("media.stopUpload")}
			onStop={() => void outbox.discard(entry.id)}
		/>
	);
}
