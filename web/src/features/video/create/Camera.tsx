// Recording in the browser: front and back camera, countdown, pause and go on, as often as one likes.
import { Check, CircleAlert, Pause, SwitchCamera, Timer, Trash2, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useHost } from "@/matrix/useHost";
import { Button, IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Notice } from "@/ui/Notice";
import { createPath } from "../paths";
import styles from "./Camera.module.css";
import { type CameraProblem, canTurn, closeCamera, type Facing, FilmRecorder, openCamera } from "./camera";
import { Relay } from "./Relay";
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
	const most = useHost()?.video?.seconds_max ?? secondsMost;
	const turns = useTurns(stream);
	const recording = useFilm(stream, most, turns);
	const { stage, seconds, count } = recording;
	const preview = useRef<HTMLVideoElement>(null);
	useEffect(() => {
		if (preview.current) preview.current.srcObject = stream;
	}, [stream]);
	if (problem)
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
	return (
		<div className={styles.camera} data-theme="dark">
			<h1 className="visually-hidden">{t("video.record")}</h1>
			<video
				ref={preview}
				className={styles.preview}
				data-mirrored={facing === "user" || undefined}
				autoPlay
				playsInline
				muted
				aria-hidden
			/>
			<header className={styles.top}>
				<IconButton icon={X} label={t("ui.close")} onPress={() => void go(createPath())} />
				<span className={styles.time} role="timer" aria-label={t("video.recorded")}>
					{clock(seconds)} / {clock(most)}
				</span>
				{(stage === "ready" || turns) && stage !== "ended" && (
					<IconButton
						icon={SwitchCamera}
						label={t("video.camera.turn")}
						onPress={() => setFacing(facing === "user" ? "environment" : "user")}
					/>
				)}
			</header>
			{count > 0 && (
				<span className={styles.count} role="status">
					{count}
				</span>
			)}
			<Controls recording={recording} ready={stream !== null} />
			<span className={styles.line} style={{ inlineSize: `${Math.min(1, seconds / most) * 100}%` }} />
		</div>
	);
}

function Controls({ recording, ready }: { recording: Film; ready: boolean }) {
	const t = useT();
	const { problem, take } = useTake();
	const { stage, seconds, count, run, pause, startOver, finish } = recording;
	const runs = stage === "running";
	const done = async () => {
		const film = await finish();
		if (film) await take(film);
	};
	return (
		<footer className={styles.controls}>
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

/** The picture of one camera at a time; it is let go when one leaves. */
function useCamera(facing: Facing): { stream: MediaStream | null; problem: CameraProblem | null } {
	const [stream, setStream] = useState<MediaStream | null>(null);
	const [problem, setProblem] = useState<CameraProblem | null>(null);
	useEffect(() => {
		let shown = true;
		let mine: MediaStream | undefined;
		openCamera(facing).then(
			(opened) => {
				mine = opened;
				if (shown) setStream(opened);
				else closeCamera(opened);
			},
			(why: CameraProblem) => shown && setProblem(why),
		);
		return () => {
			shown = false;
			setStream(null);
			if (mine) closeCamera(mine);
		};
	}, [facing]);
	return { stream, problem };
}

interface Film {
	stage: "ready" | "running" | "paused" | "ended";
	seconds: number;
	/** Seconds until it begins; 0: no countdown runs. */
	count: number;
	/** Begins or goes on, after so many seconds. */
	run: (after: number) => void;
	pause: () => void;
	startOver: () => void;
	/** The film; `null`: there is none. */
	finish: () => Promise<Blob | null>;
}

/** Whether the camera can be changed while it records. */
function useTurns(stream: MediaStream | null): boolean {
	const [turns, setTurns] = useState(false);
	useEffect(() => {
		if (stream) void canTurn().then(setTurns);
	}, [stream]);
	return turns;
}

function useFilm(stream: MediaStream | null, most: number, turns: boolean): Film {
	const recorder = useRef<FilmRecorder>(null);
	const relay = useRef<Relay>(null);
	const [stage, setStage] = useState<Film["stage"]>("ready");
	const [seconds, setSeconds] = useState(0);
	const [count, setCount] = useState(0);
	const start = useCallback(() => {
		if (!stream) return;
		// One camera alone is recorded as it is.
		if (turns && !recorder.current) relay.current = new Relay(stream);
		recorder.current ??= new FilmRecorder(relay.current?.stream ?? stream);
		recorder.current.run();
		setStage("running");
	}, [stream, turns]);
	useEffect(() => {
		if (stream) relay.current?.show(stream);
	}, [stream]);
	useEffect(() => {
		if (count === 0) return;
		const timer = setTimeout(() => {
			setCount(count - 1);
			if (count === 1) start();
		}, 1000);
		return () => clearTimeout(timer);
	}, [count, start]);
	useEffect(() => {
		if (stage !== "running") return;
		const timer = setInterval(() => {
			const now = recorder.current?.seconds ?? 0;
			setSeconds(now);
			if (now < most) return;
			recorder.current?.pause();
			setStage("paused");
		}, 100);
		return () => clearInterval(timer);
	}, [stage, most]);
	const letGo = () => {
		relay.current?.end();
		relay.current = null;
	};
	useEffect(
		() => () => {
			recorder.current?.cancel();
			relay.current?.end();
		},
		[],
	);
	return {
		stage,
		seconds,
		count,
		run: (after) => {
			if (seconds >= most) return;
			if (after > 0) setCount(after);
			else start();
		},
		pause: () => {
			setCount(0);
			if (stage !== "running") return;
			recorder.current?.pause();
			setStage("paused");
		},
		startOver: () => {
			recorder.current?.cancel();
			recorder.current = null;
			letGo();
			setSeconds(0);
			setStage("ready");
		},
		finish: async () => {
			setStage("ended");
			const film = (await recorder.current?.stop()) ?? null;
			letGo();
			return film;
		},
	};
}
