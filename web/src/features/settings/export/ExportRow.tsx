// A row of a chat's details that saves the chat as an archive.
import { Archive } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useEffect, useRef, useState } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { saveFile } from "@/lib/saveFile";
import { roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { directRooms } from "@/matrix/rooms";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Row } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import styles from "../Settings.module.css";
import type { ArchiveProgress } from "./archive";

/** Opens a dialog that shows how far it is. */
export function ExportRow({ room }: { room: Room }) {
	const t = useT();
	const [open, setOpen] = useState(false);
	return (
		<>
			<Row icon={Archive} label={t("settings.export")} onPress={() => setOpen(true)} />
			{open && <ExportDialog room={room} onClose={() => setOpen(false)} />}
		</>
	);
}

function ExportDialog({ room, onClose }: { room: Room; onClose: () => void }) {
	const t = useT();
	const { progress, failed, begin } = useExport(room, onClose);
	return (
		<Dialog
			title={t("settings.export")}
			isOpen
			onClose={onClose}
			actions={
				<>
					<Button onPress={onClose}>{t("ui.cancel")}</Button>
					<Button kind="primary" isPending={progress !== null} onPress={begin}>
						{t("settings.save")}
					</Button>
				</>
			}
		>
			<div className={styles.stack}>
				<p>{t("settings.export.words")}</p>
				{room.hasEncryptionStateEvent() && <Notice kind="warning">{t("settings.export.plain")}</Notice>}
				{failed && <Notice kind="danger">{t("settings.export.failed")}</Notice>}
				{progress && (
					<div role="status">
						{t("settings.export.messages", { count: progress.messages })}
						{progress.filesOf > 0 && (
							<>
								<br />
								{t("settings.export.files", { count: progress.files, of: progress.filesOf })}
							</>
						)}
						<progress
							className={styles.progress}
							aria-label={t("settings.export")}
							value={progress.filesOf > 0 ? progress.files : undefined}
							max={progress.filesOf || undefined}
						/>
					</div>
				)}
			</div>
		</Dialog>
	);
}

function useExport(room: Room, onDone: () => void) {
	const t = useT();
	const client = useClient();
	const language = useLanguage();
	const [progress, setProgress] = useState<ArchiveProgress | null>(null);
	const [failed, setFailed] = useState(false);
	const stop = useRef<AbortController | null>(null);
	// Closing the dialog stops the work.
	useEffect(() => () => stop.current?.abort(), []);
	const begin = async () => {
		const running = new AbortController();
		stop.current = running;
		setFailed(false);
		setProgress({ messages: 0, files: 0, filesOf: 0 });
		const title = roomNameOf(client, room, directRooms(client).get(room.roomId) ?? null);
		try {
			const { archiveOf } = await import("./archive");
			const archive = await archiveOf(
				client,
				room,
				{
					title,
					subtitle: t("settings.export.subtitle", { date: new Date().toLocaleDateString(language) }),
					recalled: t("settings.export.recalled"),
					unreadable: t("settings.export.unreadable"),
					missing: t("settings.export.missing"),
					language,
				},
				setProgress,
				running.signal,
			);
			saveFile(`${title.replaceAll(/[\p{C}/\\:*?"<>|]/gu, "").slice(0, 60) || "chat"}.zip`, archive);
			onDone();
		} catch {
			if (!running.signal.aborted) setFailed(true);
		}
		setProgress(null);
	};
	return { progress, failed, begin: () => void begin() };
}
