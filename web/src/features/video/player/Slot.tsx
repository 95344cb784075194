// One of the three `<video>` elements: it stands where its video stands in the list, and lives on when it gets another.
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useVideo } from "../feed/videos";
import { fitOf, type Size } from "./fit";
import styles from "./Player.module.css";
import { Playing } from "./Playing";
import { useRate } from "./rate";
import type { Part } from "./ring";
import { silence } from "./sound";

interface SlotProps {
	part: Part;
	id: string | null;
	box: Size;
	/** Whether the watched video is to run. */
	runs: boolean;
	muted: boolean;
	/** The player hands out its elements by number. */
	elements: RefObject<(HTMLVideoElement | null)[]>;
	number: number;
	/** Seconds at which a video begins that was left there. */
	startAt: number;
	/** Another one takes the source up anew: after a failure, or when the page came back from the browser's memory. */
	take: string;
	/** The browser wants a tap before anything plays. */
	onBlocked: () => void;
	onFailure: (id: string) => void;
}

/** Knows nothing of what is around it. */
export function Slot(props: SlotProps) {
	const { part, id, box, runs, muted, elements, number, startAt, take, onBlocked, onFailure } = props;
	const own = useRef<HTMLVideoElement>(null);
	const playing = useRef<Playing>(null);
	const video = useVideo(id);
	const { playback, width = 9, height = 16 } = video ?? {};
	const role = part?.role ?? null;
	const latest = useRef({ startAt, onBlocked, onFailure, role });
	useLayoutEffect(() => {
		latest.current = { startAt, onBlocked, onFailure, role };
		elements.current[number] = own.current;
	});
	const source = playback ? JSON.stringify(playback) : null;
	// biome-ignore lint/correctness/useExhaustiveDependencies: a source is taken up once; its role may change meanwhile
	useLayoutEffect(() => {
		const element = own.current;
		if (!element || !playback || !id) return;
		const now = new Playing(element, {
			playback,
			role: latest.current.role ?? "next",
			startAt: latest.current.startAt,
			onFailure: () => latest.current.onFailure(id),
		});
		playing.current = now;
		return () => {
			playing.current = null;
			now.end();
		};
	}, [id, source, take]);
	useEffect(() => {
		if (role) playing.current?.become(role);
	}, [role]);
	useLayoutEffect(() => {
		const element = own.current;
		if (!element || role !== "current" || !source) return;
		// Comes back to its beginning when it is left, so that its first frame stands there.
		return () => {
			element.pause();
			element.currentTime = 0;
		};
	}, [role, source]);
	const rate = useRate();
	// After the cleaning up of the element that played before: phones let only one be heard at a time.
	// biome-ignore lint/correctness/useExhaustiveDependencies: a source that is taken up anew is started anew
	useLayoutEffect(() => {
		const element = own.current;
		if (!element || !source) return;
		element.muted = muted || role !== "current";
		element.defaultPlaybackRate = rate;
		element.playbackRate = rate;
		if (role !== "current" || !runs) {
			element.pause();
			return;
		}
		let wanted = true;
		const start = async () => {
			await playing.current?.enough();
			if (wanted) await play(element, latest.current.onBlocked);
		};
		void start();
		// Where HLS fails and the MP4 takes over, the first beginning is lost with the first source.
		const again = () => void start();
		element.addEventListener("loadeddata", again);
		return () => {
			wanted = false;
			element.removeEventListener("loadeddata", again);
		};
	}, [role, runs, muted, rate, source, take]);
	return (
		<div
			className={styles.slot}
			style={{ transform: `translateY(${(part?.index ?? 0) * 100}%)` }}
			data-idle={!video || undefined}
		>
			<video
				ref={own}
				className={styles.film}
				data-fit={fitOf({ width, height }, box)}
				playsInline
				loop
				muted
				disableRemotePlayback
				preload="auto"
				// The button over it, and the article around it, say what it is.
				aria-hidden
				tabIndex={-1}
			/>
		</div>
	);
}

/** Without sound where the browser does not allow it otherwise; else a tap is needed. */
async function play(element: HTMLVideoElement, onBlocked: () => void): Promise<void> {
	try {
		await element.play();
	} catch (error) {
		// "AbortError": paused, or given another video, before it began.
		if ((error as DOMException).name !== "NotAllowedError") return;
		if (element.muted) return onBlocked();
		element.muted = true;
		silence();
		await element.play().catch(onBlocked);
	}
}
