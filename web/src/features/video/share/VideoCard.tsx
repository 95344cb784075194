// A shared video in a chat: its poster and words; a press plays it where it stands. In an encrypted chat the server would
// learn who looks at what, so that it is asked only when somebody presses, or wants previews there anyway.
import { Clapperboard, Play } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useSettings } from "@/lib/settings";
import { RequestError } from "@/matrix/http";
import { useVideoApi } from "../api";
import { learn, useVideo } from "../feed/videos";
import { useMaker } from "../makers";
import { videoPath } from "../paths";
import { Playing } from "../player/Playing";
import type { Playback, Video } from "../shapes";
import { type Shared, sharedOf } from "./content";
import styles from "./VideoCard.module.css";

interface VideoCardProps {
	event: MatrixEvent;
	room: Room;
	/** The words of the message, for a content that shares nothing. */
	children: ReactNode;
}

/** In place of the message's words. */
export function VideoCard({ event, room, children }: VideoCardProps) {
	const shared = sharedOf(event.getContent());
	const { linkPreviewsEncrypted } = useSettings();
	if (!shared) return children;
	return <Card shared={shared} ahead={linkPreviewsEncrypted || !room.hasEncryptionStateEvent()} />;
}

/** `ahead`: the server may be asked before anybody presses. */
function Card({ shared, ahead }: { shared: Shared; ahead: boolean }) {
	const t = useT();
	const [pressed, setPressed] = useState(false);
	const { video, problem, again } = useAsked(shared.id, ahead || pressed);
	const { width, height } = video ?? shared;
	const playback = video?.playback;
	const box = { "--ratio": Math.min(2, Math.max(0.5, width / height)) } as CSSProperties;
	const press = () => {
		setPressed(true);
		again();
	};
	return (
		<div className={styles.card}>
			<div className={styles.box} style={box}>
				{playback?.poster && <img src={playback.poster} alt="" className={styles.poster} draggable={false} />}
				{pressed && playback && video ? (
					<Film playback={playback} />
				) : (
					<button
						type="button"
						className={styles.start}
						aria-label={t("video.playShared", { caption: (video?.caption ?? shared.caption).slice(0, 120) })}
						onClick={press}
					>
						<span className={styles.sign}>
							{problem ? (
								<Clapperboard size={26} strokeWidth={1.5} aria-hidden />
							) : (
								<Play size={26} fill="currentColor" strokeWidth={0} aria-hidden />
							)}
						</span>
						{problem && <span className={styles.problem}>{t(problem)}</span>}
						{video && <span className={styles.time}>{clock(video.seconds)}</span>}
					</button>
				)}
			</div>
			<Link to={videoPath(shared.id)} className={styles.words}>
				{video && <Author video={video} />}
				<span className={styles.caption} dir="auto">
					{(video?.caption ?? shared.caption) || t("video.untitled")}
				</span>
			</Link>
		</div>
	);
}

function Author({ video }: { video: Video }) {
	return <bdi className={styles.author}>{useMaker(video.author, 32).name}</bdi>;
}

/** Asks once it is wanted, and again after a failure. */
function useAsked(id: string, wanted: boolean) {
	const api = useVideoApi();
	const video = useVideo(id);
	const [problem, setProblem] = useState<"video.gone" | "video.cannotLoad" | null>(null);
	const [round, setRound] = useState(0);
	const known = video !== undefined;
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
	useEffect(() => {
		if (!wanted || known) return;
		let shown = true;
		setProblem(null);
		api.video(id).then(
			(found) => learn([found]),
			(error: unknown) => {
				const gone = error instanceof RequestError && error.status === 404;
				if (shown) setProblem(gone ? "video.gone" : "video.cannotLoad");
			},
		);
		return () => {
			shown = false;
		};
	}, [api, id, wanted, known, round]);
	return { video, problem, again: () => problem && setRound(round + 1) };
}

function Film({ playback }: { playback: Playback }) {
	const t = useT();
	const element = useRef<HTMLVideoElement>(null);
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		const film = element.current;
		if (!film) return;
		const playing = new Playing(film, {
			playback,
			role: "current",
			startAt: 0,
			onFailure: () => setFailed(true),
		});
		// Pressed just now: the browser lets it be heard, or shows its own button.
		void film.play().catch(() => undefined);
		return () => playing.end();
	}, [playback]);
	return (
		<>
			{/* biome-ignore lint/a11y/useMediaCaption: the server has no captions of videos yet */}
			<video ref={element} className={styles.film} controls playsInline loop />
			{failed && (
				<span className={styles.problem} role="alert">
					{t("video.cannotPlay")}
				</span>
			)}
		</>
	);
}
