// What runs with a recording: the other video of a duet, beside the camera; or the sound that is danced to, unseen.
import { useEffect, useRef } from "react";
import styles from "./Camera.module.css";
import type { Use } from "./drafts";
import { useUsed } from "./UseNote";

interface CompanionProps {
	use: Exclude<Use, { kind: "stitch" }>;
	running: boolean;
	/** Seconds of the film that were recorded: there it is too. */
	at: number;
	/** So fast that both are together when the film plays at its own speed. */
	rate: number;
	muted: boolean;
	/** The browser lets nothing be heard here. */
	onMuted: () => void;
}

/** Nothing until the other video is known. */
export function Companion({ use, running, at, rate, muted, onMuted }: CompanionProps) {
	const film = useRef<HTMLVideoElement>(null);
	const place = useRef(at);
	const playback = useUsed(use.of)?.playback;
	useEffect(() => {
		place.current = at;
		// Before it runs, and when one starts over.
		if (!running && film.current) film.current.currentTime = at;
	}, [running, at]);
	useEffect(() => {
		const element = film.current;
		if (!element) return;
		element.playbackRate = rate;
		if (!running) {
			element.pause();
			return;
		}
		element.currentTime = place.current;
		element.play().catch((problem: DOMException) => {
			if (problem.name !== "NotAllowedError") return;
			onMuted();
			element.muted = true;
			// Not even unheard: then it stands still, and the film is recorded all the same.
			void element.play().catch(() => undefined);
		});
	}, [running, rate, onMuted]);
	if (!playback?.mp4) return null;
	return (
		<video
			ref={film}
			className={use.kind === "duet" ? styles.other : "visually-hidden"}
			src={playback.mp4}
			poster={playback.poster ?? undefined}
			muted={muted}
			playsInline
			preload="auto"
			aria-hidden
			data-testid="companion"
		/>
	);
}
