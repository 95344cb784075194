// Over the composer while a voice note is made: how long, how loud, and what can be done with it.
import { Lock, Pause, Play, SendHorizontal, Square, Trash2 } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useBlobUrl } from "@/lib/useBlobUrl";
import { IconButton } from "@/ui/Button";
import styles from "./RecordBar.module.css";
import type { Recording } from "./Recorder";
import type { RecordingControl } from "./useRecording";
import { Waveform } from "./Waveform";

/** Levels that are seen while it runs: the last four seconds. */
const seen = 40;

/** Stands where the composer is that holds the button. */
export function RecordBar({
	recording,
	beside,
}: {
	recording: RecordingControl;
	beside: HTMLElement | null;
}) {
	const t = useT();
	const bar = useRef<HTMLDivElement>(null);
	const place = useOver(beside);
	const { stage } = recording;
	useEffect(() => {
		if (stage === "locked") bar.current?.querySelector<HTMLElement>("button:last-of-type")?.focus();
	}, [stage]);
	const levels = Array.from({ length: seen }, (_, i) => recording.levels.at(i - seen) ?? 0);
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
		<div
			ref={bar}
			className={styles.bar}
			data-stage={stage}
			style={place}
			role="group"
			aria-label={t("media.voice.recording")}
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.preventDefault();
				recording.cancel();
			}}
		>
			{stage === "held" ? (
				<span className={styles.live} aria-hidden />
			) : (
				<IconButton icon={Trash2} kind="danger" label={t("media.voice.discard")} onPress={recording.cancel} />
			)}
			{recording.recorded ? (
				<Review recorded={recording.recorded} />
			) : (
				<>
					<span className={styles.time} role="timer">
						{clock(recording.seconds)}
					</span>
					{stage === "held" ? (
						<span className={styles.hint}>
							{t("media.voice.slide")} <Lock size={14} aria-hidden />
						</span>
					) : (
						<Waveform levels={levels} bars={seen} part={1} />
					)}
				</>
			)}
			{stage === "locked" && (
				<IconButton icon={Square} label={t("media.voice.stop")} onPress={() => void recording.review()} />
			)}
			{stage !== "held" && (
				<IconButton
					icon={SendHorizontal}
					kind="accent"
					label={t("media.voice.send")}
					onPress={() => void recording.send()}
				/>
			)}
		</div>
	);
}

/** What was recorded, to be heard before it is sent. */
function Review({ recorded }: { recorded: Recording }) {
	const t = useT();
	const url = useBlobUrl(recorded.blob);
	const audio = useRef<HTMLAudioElement>(null);
	const [at, setAt] = useState(0);
	const [playing, setPlaying] = useState(false);
	return (
		<>
			{/* biome-ignore lint/a11y/useMediaCaption: the person's own voice */}
			<audio
				ref={audio}
				src={url ?? undefined}
				onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
				onPlay={() => setPlaying(true)}
				onPause={() => setPlaying(false)}
			/>
			<IconButton
				icon={playing ? Pause : Play}
				label={playing ? t("media.pause") : t("media.voice.listen")}
				onPress={() => (playing ? audio.current?.pause() : void audio.current?.play())}
			/>
			<Waveform
				levels={recorded.levels}
				bars={seen}
				part={at / recorded.seconds}
				label={t("media.seek")}
				valueText={clock(at)}
				onSeek={(part) => {
					if (audio.current) audio.current.currentTime = part * recorded.seconds;
				}}
			/>
			<span className={styles.time}>{clock(recorded.seconds - at)}</span>
		</>
	);
}

/** The rectangle of the composer: the nearest box around the button that is as wide as the chat. */
function useOver(beside: HTMLElement | null): React.CSSProperties {
	const [place, setPlace] = useState<React.CSSProperties>({ visibility: "hidden" });
	useLayoutEffect(() => {
		const composer = beside?.closest<HTMLElement>("[data-composer]") ?? beside?.parentElement;
		if (!composer) return;
		const measure = () => {
			const { left, top, width, height } = composer.getBoundingClientRect();
			setPlace({ left, top, width, minHeight: height });
		};
		measure();
		const watch = new ResizeObserver(measure);
		watch.observe(composer);
		addEventListener("resize", measure);
		return () => {
			watch.disconnect();
			removeEventListener("resize", measure);
		};
	}, [beside]);
	return place;
}
