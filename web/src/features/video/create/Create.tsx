// Making a video: choose a file, or record one; drafts of this device below.
import { FileVideo, Video } from "lucide-react";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useHost } from "@/matrix/useHost";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { createPath } from "../paths";
import styles from "./Create.module.css";
import { SoundChoice } from "./sounds/SoundChoice";
import { UploadList } from "./UploadList";
import { UseNote } from "./UseNote";
import { useSoundChoice, useUse } from "./use";
import { useTake } from "./useTake";

/** The first step. */
export function Create() {
	const t = useT();
	const go = useNavigate();
	const { busy, problem, take } = useTake();
	const use = useUse();
	const chooseSound = useSoundChoice();
	const makes = useHost()?.video?.trim ?? false;
	const picker = useRef<HTMLInputElement>(null);
	useDrop((file) => void take(file));
	return (
		<Page title={t("video.create")} onBack={() => void go("/video")} backOnDesktop>
			<div className={styles.page}>
				{makes && (use === null || use.kind === "sound") ? (
					<SoundChoice sound={use?.of ?? null} onChoose={chooseSound} />
				) : (
					<UseNote use={use} />
				)}
				<div className={styles.ways}>
					<button
						type="button"
						className={styles.way}
						onClick={() => void go({ pathname: `${createPath()}/camera`, search: location.search })}
					>
						<span className={styles.sign}>
							<Video size={30} strokeWidth={1.5} aria-hidden />
						</span>
						<b>{t("video.record")}</b>
						<span>{t("video.recordWords")}</span>
					</button>
					<button
						type="button"
						className={styles.way}
						disabled={busy}
						onClick={() => picker.current?.click()}
					>
						<span className={styles.sign}>
							<FileVideo size={30} strokeWidth={1.5} aria-hidden />
						</span>
						<b>{t(busy ? "video.opening" : "video.pick")}</b>
						<span>{t("video.pickWords")}</span>
					</button>
				</div>
				<input
					ref={picker}
					type="file"
					accept="video/*"
					hidden
					data-testid="video-picker"
					onChange={(event) => {
						const [file] = event.target.files ?? [];
						// The same file may be chosen again.
						event.target.value = "";
						if (file) void take(file);
					}}
				/>
				{problem && <Notice kind="danger">{t(problem.id, problem.values)}</Notice>}
				<UploadList drafts />
			</div>
		</Page>
	);
}

/** A file that is let fall anywhere on the page. */
function useDrop(take: (file: File) => void): void {
	const latest = useRef(take);
	useEffect(() => {
		latest.current = take;
	});
	useEffect(() => {
		// Without this the browser would open the file in place of the app.
		const over = (event: DragEvent) => event.preventDefault();
		const drop = (event: DragEvent) => {
			event.preventDefault();
			const file = event.dataTransfer?.files[0];
			if (file) latest.current(file);
		};
		addEventListener("dragover", over);
		addEventListener("drop", drop);
		return () => {
			removeEventListener("dragover", over);
			removeEventListener("drop", drop);
		};
	}, []);
}
