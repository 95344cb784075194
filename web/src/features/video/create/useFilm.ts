// The camera and what it records, for the page that shows them.
import { useCallback, useEffect, useRef, useState } from "react";
import { type CameraProblem, canTurn, closeCamera, type Facing, FilmRecorder, openCamera } from "./camera";
import type { Speed } from "./drafts";
import { Relay } from "./Relay";

/** The picture of one camera at a time; it is let go when one leaves. */
export function useCamera(facing: Facing): { stream: MediaStream | null; problem: CameraProblem | null } {
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

export interface Film {
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
export function useTurns(stream: MediaStream | null): boolean {
	const [turns, setTurns] = useState(false);
	useEffect(() => {
		if (stream) void canTurn().then(setTurns);
	}, [stream]);
	return turns;
}

interface Wanted {
	/** It ends after so many seconds of what it becomes. */
	most: number;
	/** Whether the camera can be changed meanwhile. */
	turns: boolean;
	/** How fast it will play. */
	speed: Speed;
}

/** One recording; its seconds are those of the film that it becomes. */
export function useFilm(stream: MediaStream | null, { most, turns, speed }: Wanted): Film {
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
			const now = (recorder.current?.seconds ?? 0) / speed;
			setSeconds(now);
			if (now < most) return;
			recorder.current?.pause();
			setStage("paused");
		}, 100);
		return () => clearInterval(timer);
	}, [stage, most, speed]);
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
