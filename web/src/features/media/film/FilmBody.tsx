// A message that is a film: its poster with its length; a press plays it where it stands.
import { Download, Play } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type CSSProperties, useMemo, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useLanguage, useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { sizeWords } from "@/lib/size";
import { isThere, type MediaSource, mediaPath, useMedia, useMediaProgress } from "@/matrix/media";
import { Button } from "@/ui/Button";
import { type Attached, attachedOf, boxOf } from "../content";
import { Placeholder } from "../Placeholder";
import { ProgressRing } from "../ProgressRing";
import { Caption } from "../picture/Caption";
import { pictureMost } from "../picture/most";
import body from "../picture/PictureBody.module.css";
import { saveAttached } from "../save";
import { failureWords } from "../words";
import styles from "./FilmBody.module.css";

/** The film, and what its sender says about it. */
export function FilmBody({ event, room }: { event: MatrixEvent; room: Room }) {
	const content = event.getContent();
	const attached = useMemo(() => attachedOf(event.getType(), content), [event, content]);
	const box = boxOf(attached, pictureMost);
	return (
		<figure className={body.body}>
			<div className={body.frame}>
				<div
					className={styles.box}
					style={{ "--w": `${box.width}px`, "--ratio": box.width / box.height } as CSSProperties}
				>
					<Film attached={attached} />
				</div>
			</div>
			<Caption content={content} text={attached.caption} room={room} />
		</figure>
	);
}

/** Fills its box. `starts`: it plays without a press. */
export function Film({ attached, starts = false }: { attached: Attached; starts?: boolean }) {
	const [wanted, setWanted] = useState(starts);
	const poster = useMedia(attached.thumbnail);
	const posterUrl = poster && "url" in poster ? poster.url : undefined;
	return (
		<>
			<Placeholder blurhash={attached.blurhash} />
			{posterUrl && <img src={posterUrl} alt="" className={styles.poster} draggable={false} />}
			{wanted && attached.source ? (
				<Playing source={attached.source} attached={attached} poster={posterUrl} />
			) : (
				<Start attached={attached} onPress={() => setWanted(true)} />
			)}
		</>
	);
}

function Start({ attached, onPress }: { attached: Attached; onPress: () => void }) {
	const t = useT();
	const language = useLanguage();
	const facts = [
		attached.seconds !== null && clock(attached.seconds),
		attached.bytes !== null && sizeWords(attached.bytes, language),
	].filter(Boolean);
	return (
		<AriaButton
			className={styles.start ?? ""}
			aria-label={t("media.playFilm", { name: attached.caption ?? attached.name })}
			onPress={onPress}
		>
			<span className={styles.sign}>
				<Play size={26} fill="currentColor" aria-hidden />
			</span>
			{facts.length > 0 && <span className={styles.facts}>{facts.join(" · ")}</span>}
		</AriaButton>
	);
}

interface PlayingProps {
	source: MediaSource;
	attached: Attached;
	poster: string | undefined;
}

/** By and by where that can be; whole where it is encrypted (docs/decisions/0006-web-app.md), or by and by fails. */
function Playing(props: PlayingProps) {
	const [address, setAddress] = useState(() => streamOf(props.source));
	if (!address) return <Whole {...props} />;
	return <Player url={address} poster={props.poster} onError={() => setAddress(null)} />;
}

/** The address that a player may ask part by part; the service worker adds the person's token (app/swFilm.ts). */
function streamOf(source: MediaSource): string | null {
	if (!source.mxc || isThere(source) || !navigator.serviceWorker?.controller) return null;
	return mediaPath(source.mxc);
}

function Whole({ source, attached, poster }: PlayingProps) {
	const t = useT();
	const loaded = useMedia(source);
	const [broken, setBroken] = useState(false);
	if (!loaded) return <Coming source={source} bytes={attached.bytes} />;
	// Bytes that are no film are not given to a player; they may be kept as a file.
	const failure =
		"failure" in loaded
			? loaded.failure
			: broken || !/^(video|audio)\//.test(loaded.blob.type)
				? "type"
				: null;
	if (failure || "failure" in loaded)
		return (
			<span className={styles.failure}>
				{failureWords(failure ?? "type", t)}
				{failure === "type" && (
					<Button small icon={Download} onPress={() => void saveAttached(attached, t)}>
						{t("media.save")}
					</Button>
				)}
			</span>
		);
	return <Player url={loaded.url} poster={poster} onError={() => setBroken(true)} />;
}

/** How much of it has come, so that who waits knows for how long. */
function Coming({ source, bytes }: { source: MediaSource; bytes: number | null }) {
	const t = useT();
	const language = useLanguage();
	const part = useMediaProgress(source);
	return (
		<span className={styles.centre}>
			<ProgressRing part={part} label={t("media.loading")} over />
			{bytes !== null && (
				<span className={styles.facts}>
					{t("media.sizes", { sent: sizeWords(part * bytes, language), total: sizeWords(bytes, language) })}
				</span>
			)}
		</span>
	);
}

function Player({ url, poster, onError }: { url: string; poster: string | undefined; onError: () => void }) {
	return (
		// biome-ignore lint/a11y/useMediaCaption: a film of a chat has no captions to offer
		<video
			className={styles.film}
			src={url}
			poster={poster}
			controls
			autoPlay
			playsInline
			onError={onError}
		/>
	);
}
