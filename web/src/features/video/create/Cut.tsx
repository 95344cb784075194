// The film as it will be seen, with its beginning, its end and its cover. Nothing is computed here: the server cuts.
import { useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useBlobUrl } from "@/lib/useBlobUrl";
import { useHost } from "@/matrix/useHost";
import { Chips } from "@/ui/Chips";
import styles from "./Cut.module.css";
import type { Choices, Draft, Speed } from "./drafts";
import { strip } from "./film";
import { Slide } from "./Slide";
import { SpeedChoice } from "./SpeedChoice";
import { trimmed } from "./trim";

interface CutProps {
	draft: Draft;
	file: Blob;
	/** Whether the host's server cuts and takes a cover. */
	trims: boolean;
	onChoose: (choices: Partial<Choices>) => void;
}

type Mode = "trim" | "cover";

/** Plays what is kept, over and over; while the cover is chosen it stands at that frame. */
export function Cut({ draft, file, trims, onChoose }: CutProps) {
	const t = useT();
	const url = useBlobUrl(file);
	const film = useRef<HTMLVideoElement>(null);
	const [mode, setMode] = useState<Mode>("trim");
	const { seconds, trim, coverAt, speed } = draft;
	const [start, end] = [trim?.start ?? 0, trim?.end ?? seconds];
	const covers = mode === "cover";
	useEffect(() => {
		const element = film.current;
		if (!element) return;
		// A new source begins at the usual speed.
		element.defaultPlaybackRate = speed;
		element.playbackRate = speed;
		if (covers) {
			element.pause();
			element.currentTime = coverAt ?? start;
			return;
		}
		const loop = () => {
			if (seconds > 0 && (element.currentTime >= end || element.currentTime < start - 0.3))
				element.currentTime = start;
		};
		element.addEventListener("timeupdate", loop);
		return () => element.removeEventListener("timeupdate", loop);
	}, [covers, coverAt, start, end, seconds, speed]);
	return (
		<div className={styles.cut}>
			{url && (
				<video
					ref={film}
					src={url}
					className={styles.film}
					style={{ aspectRatio: `${draft.width} / ${draft.height}` }}
					autoPlay={!matchMedia("(prefers-reduced-motion: reduce)").matches}
					muted
					loop
					playsInline
					controls={!trims}
				/>
			)}
			{trims && seconds > 0 && (
				<>
					<Chips
						label={t("video.cut")}
						options={[
							{ value: "trim", label: t("video.trim") },
							{ value: "cover", label: t("video.cover") },
						]}
						value={mode}
						onChange={setMode}
					/>
					<div className={styles.tracks}>
						<Strip file={file} seconds={seconds} />
						{covers ? (
							<Slide
								label={t("video.cover")}
								value={coverAt ?? start}
								max={seconds}
								onChange={(at) => onChoose({ coverAt: Math.min(end, Math.max(start, at)) })}
							/>
						) : (
							<Ends draft={draft} start={start} end={end} onChoose={onChoose} />
						)}
					</div>
				</>
			)}
		</div>
	);
}

interface EndsProps {
	draft: Draft;
	start: number;
	end: number;
	onChoose: (choices: Partial<Choices>) => void;
}

function Ends({ draft: { seconds, speed }, start, end, onChoose }: EndsProps) {
	const t = useT();
	const most = useHost()?.video?.seconds_max ?? seconds;
	const move = (which: "start" | "end", to: number) =>
		onChoose({ trim: trimmed({ start, end }, which, to, seconds, most * speed), coverAt: null });
	const play = (to: Speed) =>
		onChoose({ speed: to, trim: trimmed({ start, end }, "start", start, seconds, most * to) });
	return (
		<>
			<Slide label={t("video.trimStart")} value={start} max={seconds} onChange={(to) => move("start", to)} />
			<Slide label={t("video.trimEnd")} value={end} max={seconds} onChange={(to) => move("end", to)} />
			<p className={styles.length}>{t("video.length", { time: clock((end - start) / speed) })}</p>
			<div className={styles.speed}>
				<span>{t("video.filmSpeed")}</span>
				<SpeedChoice value={speed} onChange={play} />
			</div>
		</>
	);
}

const pictures = 8;

/** What is where in the film. */
function Strip({ file, seconds }: { file: Blob; seconds: number }) {
	const [found, setFound] = useState<readonly Blob[]>([]);
	useEffect(() => {
		const stopping = new AbortController();
		strip(file, pictures, seconds, stopping.signal).then(
			(all) => !stopping.signal.aborted && setFound(all),
			// A film that this browser cannot read has no pictures.
			() => undefined,
		);
		return () => stopping.abort();
	}, [file, seconds]);
	return (
		<div className={styles.strip} aria-hidden>
			{found.map((picture, i) => (
				<Picture key={i} picture={picture} />
			))}
		</div>
	);
}

function Picture({ picture }: { picture: Blob }) {
	const url = useBlobUrl(picture);
	return url ? <img src={url} alt="" /> : null;
}
