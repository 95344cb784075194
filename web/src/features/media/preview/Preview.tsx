// What is about to be sent: each file with its picture and a caption; put in order, take out, send as it is.
import { ArrowDown, ArrowUp, Send, X } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { sizeWords } from "@/lib/size";
import { useBlobUrl } from "@/lib/useBlobUrl";
import { useClient } from "@/matrix/react";
import { useOutbox } from "@/matrix/useOutbox";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SwitchRow } from "@/ui/List";
import { toast } from "@/ui/Toast";
import { FileCard } from "../file/FileBody";
import { uploadLimit } from "../limit";
import { BrokenFile, type CaptionText, useMediaParts } from "../parts";
import { contentFor, prepare, sniffed } from "../prepare/prepare";
import { captioned, type Draft, draftsOf, moved, tooLarge } from "./drafts";
import styles from "./Preview.module.css";

interface PreviewProps {
	room: Room;
	threadId: string | null;
	files: File[];
	onClose: () => void;
}

/** Enter in a caption sends. */
export default function Preview({ room, threadId, files, onClose }: PreviewProps) {
	const t = useT();
	const [drafts, setDrafts] = useState(() => draftsOf(files));
	const [asFiles, setAsFiles] = useState(false);
	const limit = useLimit();
	const { send, sending } = useSend(room, threadId, onClose);
	const blocked = drafts.some((draft) => tooLarge(draft, asFiles, limit));
	const drawable = drafts.some(({ file }) => /^(image|video)\//.test(file.type));
	const submit = () => {
		if (drafts.length > 0 && !blocked && !sending) void send(drafts, asFiles);
	};
	const remove = (id: string) => {
		const left = drafts.filter((draft) => draft.id !== id);
		if (left.length === 0) onClose();
		else setDrafts(left);
	};
	return (
		<Dialog
			title={t("media.preview.title", { count: drafts.length })}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" icon={Send} isPending={sending} isDisabled={blocked} onPress={submit}>
					{t("media.preview.send")}
				</Button>
			}
		>
			<ul className={styles.drafts}>
				{drafts.map((draft, at) => (
					<DraftRow
						key={draft.id}
						draft={draft}
						alone={drafts.length === 1}
						asFile={asFiles}
						over={tooLarge(draft, asFiles, limit) ? limit : null}
						room={room}
						onCaption={(change) => setDrafts((now) => captioned(now, draft.id, change))}
						onUp={at > 0 ? () => setDrafts(moved(drafts, at, -1)) : undefined}
						onDown={at < drafts.length - 1 ? () => setDrafts(moved(drafts, at, 1)) : undefined}
						onRemove={() => remove(draft.id)}
						onSubmit={submit}
					/>
				))}
			</ul>
			{drawable && (
				<SwitchRow
					label={t("media.preview.asFiles")}
					detail={t("media.preview.asFilesDetail")}
					isSelected={asFiles}
					onChange={setAsFiles}
				/>
			)}
		</Dialog>
	);
}

function useLimit(): number | null {
	const client = useClient();
	const [limit, setLimit] = useState<number | null>(null);
	useEffect(() => {
		let shown = true;
		void uploadLimit(client).then((known) => shown && setLimit(known));
		return () => {
			shown = false;
		};
	}, [client]);
	return limit;
}

function useSend(room: Room, threadId: string | null, onSent: () => void) {
	const t = useT();
	const outbox = useOutbox();
	const { captionContent, special } = useMediaParts();
	const [sending, setSending] = useState(false);
	const send = async (drafts: readonly Draft[], asFiles: boolean) => {
		setSending(true);
		const album = drafts.length > 1 ? crypto.randomUUID() : null;
		let failed: Draft | undefined;
		for (const draft of drafts) {
			try {
				const more = await special(draft.file, t);
				const prepared = await prepare(draft.file, asFiles || more !== null);
				if (more) prepared.info = { ...prepared.info, mimetype: more.type };
				const content = contentFor(prepared, captionContent(room, draft.caption), album);
				await outbox.send({
					roomId: room.roomId,
					threadId,
					type: "m.room.message",
					content: { ...content, ...more?.content },
					file: prepared.file,
					thumbnail: more?.thumbnail ?? prepared.thumbnail,
				});
			} catch (error) {
				if (error instanceof BrokenFile) toast(error.message);
				// Gone from the disk since it was picked, or a folder.
				else failed = draft;
			}
		}
		if (failed) toast(t("media.preview.unreadable", { name: failed.file.name.slice(0, 100) }));
		onSent();
	};
	return { send, sending };
}

interface DraftRowProps {
	draft: Draft;
	room: Room;
	alone: boolean;
	asFile: boolean;
	/** The server's limit, where the file is over it. */
	over: number | null;
	onCaption: (change: Partial<CaptionText>) => void;
	onUp?: () => void;
	onDown?: () => void;
	onRemove: () => void;
	onSubmit: () => void;
}

function DraftRow({ draft, room, alone, asFile, over, ...on }: DraftRowProps) {
	const t = useT();
	const language = useLanguage();
	const { CaptionField } = useMediaParts();
	const { file, caption } = draft;
	const type = useSniffed(file);
	const pictured = !asFile && /^(image|video)\//.test(type);
	return (
		<li className={styles.draft} data-alone={alone || undefined} data-pictured={pictured || undefined}>
			<div className={styles.what}>
				{pictured ? (
					<Sight file={file} type={type} />
				) : (
					<FileCard attached={{ name: file.name, bytes: file.size, type: file.type }} />
				)}
				{over !== null && (
					<p className={styles.over} role="alert">
						{t("media.tooLarge", {
							size: sizeWords(file.size, language),
							limit: sizeWords(over, language),
						})}
					</p>
				)}
				<CaptionField
					room={room}
					written={caption}
					label={t("media.preview.captionOf", { name: file.name })}
					placeholder={t("media.preview.caption")}
					onChange={on.onCaption}
					onSubmit={on.onSubmit}
				/>
			</div>
			{!alone && (
				<div className={styles.actions}>
					<IconButton size={18} icon={X} label={t("media.preview.remove")} onPress={on.onRemove} />
					<IconButton
						size={18}
						icon={ArrowUp}
						label={t("media.preview.up")}
						isDisabled={!on.onUp}
						onPress={on.onUp}
					/>
					<IconButton
						size={18}
						icon={ArrowDown}
						label={t("media.preview.down")}
						isDisabled={!on.onDown}
						onPress={on.onDown}
					/>
				</div>
			)}
		</li>
	);
}

/** What the file is by its bytes; empty until they are read. */
function useSniffed(file: File): string {
	const [type, setType] = useState("");
	useEffect(() => {
		let shown = true;
		sniffed(file).then(
			(found) => shown && setType(found),
			// Gone from the disk, or a folder: sending it says so.
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [file]);
	return type;
}

/** The picture or film itself, from this device. */
function Sight({ file, type }: { file: File; type: string }) {
	const t = useT();
	const url = useBlobUrl(file);
	const [broken, setBroken] = useState(false);
	if (broken) return <FileCard attached={{ name: file.name, bytes: file.size, type: file.type }} />;
	if (!url) return <div className={styles.sight} />;
	if (type.startsWith("video/"))
		return (
			// biome-ignore lint/a11y/useMediaCaption: the person's own film
			<video className={styles.sight} src={url} controls playsInline onError={() => setBroken(true)} />
		);
	return (
		<img
			className={styles.sight}
			src={url}
			alt={t("media.preview.picture", { name: file.name })}
			onError={() => setBroken(true)}
		/>
	);
}
