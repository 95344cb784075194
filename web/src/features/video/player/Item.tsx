// One screen of the player: the poster under the video, and over it what can be read and pressed.
import {
	CircleAlert,
	EyeOff,
	Heart,
	LoaderCircle,
	Music,
	Play,
	RotateCw,
	Users,
	VolumeX,
} from "lucide-react";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { ago } from "@/lib/ago";
import { useLanguage, useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { Caption } from "../Caption";
import { useActs } from "../feed/acts";
import { useVideo } from "../feed/videos";
import { useMaker } from "../makers";
import { personPath, soundPath, videoPath } from "../paths";
import type { Video } from "../shapes";
import { frameOf, type Size } from "./fit";
import styles from "./Player.module.css";
import { Progress } from "./Progress";
import { RightEdge } from "./RightEdge";
import { ringSize } from "./ring";
import { toggleSound, useSound } from "./sound";
import { shownSubtitles, useCue, useSubtitleChoice } from "./subtitles";
import { type Spot, Taps } from "./taps";

/** What stays the same for all screens. */
export interface Around {
	box: Size;
	elements: RefObject<(HTMLVideoElement | null)[]>;
	/** Whether the watched video is to run. */
	runs: boolean;
	onToggle: () => void;
	onMenu: (id: string) => void;
	onComments: (id: string) => void;
	onShare: (id: string) => void;
	onRetry: (id: string) => void;
	/** Sensitive videos that the person wants to see. */
	agreed: ReadonlySet<string>;
	onAgree: (id: string) => void;
}

interface ItemProps {
	id: string;
	index: number;
	/** Of the whole list; -1 while there may be more. */
	count: number;
	active: boolean;
	failed: boolean;
	around: Around;
}

/** Only the watched one, and those beside it, have anything inside. */
export function Item({ id, index, count, active, failed, around }: ItemProps) {
	const t = useT();
	const video = useVideo(id);
	const { name } = useMaker(video?.author ?? "", 48);
	if (!video) return <section className={styles.item} />;
	const frame = frameOf(video, around.box);
	const label = t("video.by", { name, caption: video.caption.slice(0, 200), time: clock(video.seconds) });
	return (
		<article
			className={styles.item}
			aria-label={label}
			aria-posinset={index + 1}
			aria-setsize={count}
			inert={!active}
			data-active={active || undefined}
			data-video={id}
		>
			<div className={styles.over} data-roomy={frame.roomy || undefined} style={{ width: frame.width }}>
				<Surface video={video} number={index % ringSize} active={active} failed={failed} around={around} />
				<div className={styles.words}>
					{active && <Spoken video={video} elements={around.elements} number={index % ringSize} />}
					<Words video={video} />
				</div>
				<div className={styles.edge}>
					<RightEdge
						video={video}
						onComments={() => around.onComments(id)}
						onShare={() => around.onShare(id)}
					/>
				</div>
				{active && (
					<Progress
						elements={around.elements}
						number={index % ringSize}
						seconds={video.seconds}
						sprite={video.playback?.sprite ?? null}
					/>
				)}
			</div>
		</article>
	);
}

function Words({ video }: { video: Video }) {
	const language = useLanguage();
	const { name } = useMaker(video.author, 48);
	return (
		<>
			<p className={styles.line}>
				<Link to={personPath(video.author)} className={styles.name}>
					<bdi>{name}</bdi>
				</Link>
				{video.created > 0 && <span className={styles.when}>{ago(video.created, language)}</span>}
			</p>
			{video.caption && <Caption text={video.caption} />}
			<Source video={video} />
		</>
	);
}

/** What is said, above the caption. */
function Spoken({ video, elements, number }: { video: Video; elements: Around["elements"]; number: number }) {
	const { muted } = useSound();
	const language = useLanguage();
	const shown = shownSubtitles(video.subtitles, useSubtitleChoice(), { muted, language });
	const words = useCue(elements.current[number] ?? null, shown);
	if (!words) return null;
	return (
		<p className={styles.spoken} lang={shown?.language} dir="auto">
			<span>{words}</span>
		</p>
	);
}

/** The sound that is heard, and the video that it answers. */
function Source({ video: { sound, duetOf, stitchOf } }: { video: Video }) {
	const t = useT();
	const other = duetOf ?? stitchOf;
	return (
		<>
			{other && (
				<Link to={videoPath(other)} className={styles.source}>
					<Users size={16} strokeWidth={1.75} aria-hidden />
					{t(duetOf ? "video.duetWith" : "video.stitchOf")}
				</Link>
			)}
			{sound && (
				<Link to={soundPath(sound.id)} className={styles.source}>
					<Music size={16} strokeWidth={1.75} aria-hidden />
					<bdi>{sound.title ?? t("video.originalSound")}</bdi>
				</Link>
			)}
		</>
	);
}

interface SurfaceProps {
	video: Video;
	/** Of its element. */
	number: number;
	active: boolean;
	failed: boolean;
	around: Around;
}

/** Everything that is no button: a press here pauses. */
function Surface({ video, number, active, failed, around }: SurfaceProps) {
	const t = useT();
	const acts = useActs();
	const [hearts, setHearts] = useState<readonly (Spot & { key: number })[]>([]);
	const latest = useRef({ video, around });
	useEffect(() => {
		latest.current = { video, around };
	});
	const taps = useMemo(
		() =>
			new Taps({
				tap: () => latest.current.around.onToggle(),
				hold: () => latest.current.around.onMenu(latest.current.video.id),
				doubleTap: (at) => {
					setHearts((now) => [...now.slice(-5), { ...at, key: performance.now() }]);
					if (!latest.current.video.liked) acts.like(latest.current.video, true);
				},
			}),
		[acts],
	);
	useEffect(() => () => taps.end(), [taps]);
	if (failed) return <Failed id={video.id} around={around} />;
	if (video.sensitive && !around.agreed.has(video.id)) return <Sensitive id={video.id} around={around} />;
	return (
		<>
			<button
				type="button"
				className={styles.surface}
				aria-label={t(around.runs ? "video.pause" : "video.play")}
				onPointerDown={(event) => event.button === 0 && taps.down(spotOf(event))}
				onPointerMove={(event) => taps.move(spotOf(event))}
				onPointerUp={(event) => event.button === 0 && taps.up(spotOf(event), event.timeStamp)}
				onPointerCancel={() => taps.cancel()}
				onPointerLeave={() => taps.cancel()}
				onContextMenu={(event) => {
					event.preventDefault();
					taps.end();
					around.onMenu(video.id);
				}}
				// By the keyboard or a screen reader; taps are read above.
				onClick={(event) => event.detail === 0 && around.onToggle()}
			/>
			{active && !around.runs && (
				<span className={styles.paused} aria-hidden>
					<Play size={56} fill="currentColor" strokeWidth={0} />
				</span>
			)}
			{active && around.runs && <Waiting elements={around.elements} number={number} />}
			{active && <MutedPill />}
			{hearts.map((heart) => (
				<span
					key={heart.key}
					className={styles.heart}
					style={{ left: heart.x, top: heart.y }}
					onAnimationEnd={() => setHearts((now) => now.filter((one) => one !== heart))}
					aria-hidden
				>
					<Heart size={96} fill="currentColor" strokeWidth={0} />
				</span>
			))}
		</>
	);
}

function spotOf(event: React.PointerEvent): Spot {
	const box = event.currentTarget.getBoundingClientRect();
	return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** Shown when the running video has to wait for data longer than one would not notice. */
function Waiting({ elements, number }: { elements: Around["elements"]; number: number }) {
	const t = useT();
	const [waits, setWaits] = useState(false);
	useEffect(() => {
		let since = 0;
		let before = -1;
		const timer = setInterval(() => {
			const now = elements.current[number]?.currentTime ?? -1;
			const stands = now === before;
			before = now;
			since = stands ? since + 1 : 0;
			setWaits(since >= 2);
		}, 250);
		return () => clearInterval(timer);
	}, [elements, number]);
	return (
		<span className={styles.waiting} role="status">
			{waits && <LoaderCircle size={40} strokeWidth={1.75} aria-label={t("video.loading")} />}
		</span>
	);
}

/** In front of what not everybody wants to see. */
function Sensitive({ id, around }: { id: string; around: Around }) {
	const t = useT();
	return (
		<div className={styles.sensitive}>
			<EyeOff size={32} strokeWidth={1.5} aria-hidden />
			<p>{t("video.isSensitive")}</p>
			<button type="button" className={styles.retry} onClick={() => around.onAgree(id)}>
				{t("video.showIt")}
			</button>
		</div>
	);
}

function MutedPill() {
	const t = useT();
	const { muted, chosen } = useSound();
	if (!muted || chosen) return null;
	return (
		<button type="button" className={styles.muted} onClick={toggleSound}>
			<VolumeX size={18} strokeWidth={1.75} aria-hidden />
			{t("video.unmute")}
		</button>
	);
}

function Failed({ id, around }: { id: string; around: Around }) {
	const t = useT();
	return (
		<div className={styles.failed} role="alert">
			<CircleAlert size={32} strokeWidth={1.5} aria-hidden />
			<p>{t("video.cannotPlay")}</p>
			<button type="button" className={styles.retry} onClick={() => around.onRetry(id)}>
				<RotateCw size={18} strokeWidth={1.75} aria-hidden />
				{t("ui.retry")}
			</button>
		</div>
	);
}
