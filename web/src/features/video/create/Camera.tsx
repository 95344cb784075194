// Recording in the browser: front and back camera, countdown, speed, pause and go on, as often as one likes; beside
// another's video, or to a sound.
import { Check, CircleAlert, Pause, SwitchCamera, Timer, Trash2, Volume2, VolumeX, X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useHost } from "@/matrix/useHost";
import { Button, IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Notice } from "@/ui/Notice";
import { createPath } from "../paths";
import styles from "./Camera.module.css";
import { Companion } from "./Companion";
import type { CameraProblem, Facing } from "./camera";
import type { Speed, Use } from "./drafts";
import { SpeedChoice } from "./SpeedChoice";
import { SoundPill } from "./sounds/SoundPill";
import { useUsed } from "./UseNote";
import { useSoundChoice, useUse } from "./use";
import { type Film, useCamera, useFilm, useTurns } from "./useFilm";
import { useTake } from "./useTake";

const problems: Record<CameraProblem, MessageId> = {
	denied: "video.camera.denied",
	noCamera: "video.camera.none",
	inUse: "video.camera.inUse",
	unsupported: "video.camera.unsupported",
};

/** Where the host does not say how long a video may be. */
const secondsMost = 180;
const countdownFrom = 3;

/** Full screen, dark. */
export function Camera() {
	const t = useT();
	const go = useNavigate();
	const [facing, setFacing] = useState<Facing>("user");
	const { stream, problem } = useCamera(facing);
	const [speed, setSpeed] = useState<Speed>(1);
	const use = useUse();
	const makes = useHost()?.video?.trim ?? false;
	const most = useMost(use);
	const turns = useTurns(stream);
	const recording = useFilm(stream, { most, turns, speed });
	const { stage, seconds, count } = recording;
	const hearing = useHearing(use);
	if (problem) return <NoCamera problem={problem} />;
	const begins = makes && stage === "ready" && count === 0;
	return (
		<div className={styles.camera} data-theme="dark">
			<h1 className="visually-hidden">{t("video.record")}</h1>
			<div className={styles.pictures}>
				<Preview stream={stream} mirrored={facing === "user"} />
				{hearing && (
					<Companion
						use={hearing.use}
						running={stage === "running"}
						at={seconds}
						rate={1 / speed}
						muted={!hearing.hears}
						onMuted={hearing.mute}
					/>
				)}
			</div>
			<header className={styles.top}>
				<IconButton icon={X} label={t("ui.close")} onPress={() => void go(createPath())} />
				<span className={styles.time} role="timer" aria-label={t("video.recorded")}>
					{clock(seconds)} / {clock(most)}
				</span>
				{hearing && <Hear hearing={hearing} />}
				{(stage === "ready" || turns) && stage !== "ended" && (
					<IconButton
						icon={SwitchCamera}
						label={t("video.camera.turn")}
						onPress={() => setFacing(facing === "user" ? "environment" : "user")}
					/>
				)}
			</header>
			{begins && <Before use={use} hears={hearing?.hears ?? false} />}
			{count > 0 && (
				<span className={styles.count} role="status">
					{count}
				</span>
			)}
			<Controls recording={recording} ready={stream !== null} speed={speed}>
				{begins && (
					<div className={styles.speed}>
						<SpeedChoice value={speed} onChange={setSpeed} />
					</div>
				)}
			</Controls>
			<span className={styles.line} style={{ inlineSize: `${Math.min(1, seconds / most) * 100}%` }} />
		</div>
	);
}

function NoCamera({ problem }: { problem: CameraProblem }) {
	const t = useT();
	const go = useNavigate();
	return (
		<div className={styles.camera} data-theme="dark">
			<h1 className="visually-hidden">{t("video.record")}</h1>
			<Empty
				icon={CircleAlert}
				action={<Button onPress={() => void go(createPath())}>{t("video.create")}</Button>}
			>
				{t(problems[problem])}
			</Empty>
		</div>
	);
}

function Preview({ stream, mirrored }: { stream: MediaStream | null; mirrored: boolean }) {
	const preview = useRef<HTMLVideoElement>(null);
	useEffect(() => {
		if (preview.current) preview.current.srcObject = stream;
	}, [stream]);
	return (
		<video
			ref={preview}
			className={styles.preview}
			data-mirrored={mirrored || undefined}
			autoPlay
			playsInline
			muted
			aria-hidden
		/>
	);
}

/** What is chosen before one records. */
function Before({ use, hears }: { use: Use | null; hears: boolean }) {
	const t = useT();
	const chooseSound = useSoundChoice();
	return (
		<div className={styles.below}>
			{(use === null || use.kind === "sound") && <SoundPill sound={use?.of ?? null} onChoose={chooseSound} />}
			{hears && <p className={styles.hint}>{t("video.camera.headphones")}</p>}
		</div>
	);
}

interface Hearing {
	use: Exclude<Use, { kind: "stitch" }>;
	hears: boolean;
	toggle: () => void;
	mute: () => void;
}

/** Whether what runs beside the recording is heard: a sound that is danced to is, unless one says otherwise; the voice of a
 *  duet would be in both halves. `null`: nothing runs beside it. */
function useHearing(use: Use | null): Hearing | null {
	const [chosen, setChosen] = useState<boolean | null>(null);
	const mute = useCallback(() => setChosen(false), []);
	if (!use || use.kind === "stitch") return null;
	const hears = chosen ?? use.kind === "sound";
	return { use, hears, toggle: () => setChosen(!hears), mute };
}

function Hear({ hearing: { hears, toggle } }: { hearing: Hearing }) {
	const t = useT();
	return (
		<IconButton
			icon={hears ? Volume2 : VolumeX}
			label={t(hears ? "video.camera.hearNot" : "video.camera.hear")}
			onPress={toggle}
		/>
	);
}

/** How long it may become: a duet ends with the other video. */
function useMost(use: Use | null): number {
	const host = useHost()?.video?.seconds_max ?? secondsMost;
	const other = useUsed(use?.kind === "duet" ? use.of : null);
	return other && other.seconds > 0 ? Math.min(host, other.seconds) : host;
}

interface ControlsProps {
	recording: Film;
	ready: boolean;
	speed: Speed;
	/** Above the buttons. */
	children: ReactNode;
}

function Controls({ recording, ready, speed, children }: ControlsProps) {
	const t = useT();
	const { problem, take } = useTake();
	const { stage, seconds, count, run, pause, startOver, finish } = recording;
	const runs = stage === "running";
	const done = async () => {
		const film = await finish();
		if (film) await take(film, speed);
	};
	return (
		<footer className={styles.controls}>
			{children}
			{problem && <Notice kind="danger">{t(problem.id, problem.values)}</Notice>}
			<span className={styles.side}>
				{stage === "ready" && (
					<IconButton icon={Timer} label={t("video.camera.countdown")} onPress={() => run(countdownFrom)} />
				)}
				{(stage === "paused" || (stage === "ended" && problem)) && (
					<IconButton icon={Trash2} label={t("video.camera.startOver")} onPress={startOver} />
				)}
			</span>
			<button
				type="button"
				className={styles.shutter}
				data-runs={runs || undefined}
				disabled={!ready || stage === "ended"}
				aria-label={t(
					runs || count > 0 ? "video.pause" : seconds > 0 ? "video.camera.goOn" : "video.camera.begin",
				)}
				onClick={() => (runs || count > 0 ? pause() : run(0))}
			>
				<span>{runs && <Pause size={26} fill="currentColor" strokeWidth={0} aria-hidden />}</span>
			</button>
			<span className={styles.side}>
				{seconds > 0.5 && (
					<IconButton icon={Check} kind="accent" label={t("video.camera.done")} onPress={() => void done()} />
				)}
			</span>
		</footer>
	);
}
